import { Scorm2004API } from 'scorm-again/scorm2004/min'
import run from './run.js'

run(Scorm2004API, 'API_1484_11', { set: 'SetValue', commit: 'Commit', finish: 'Terminate' })
