import { Scorm12API } from 'scorm-again/scorm12/min'
import run from './run.js'

run(Scorm12API, 'API', { set: 'LMSSetValue', commit: 'LMSCommit', finish: 'LMSFinish' })
