// Charts as SVG. The data is the page's own table (<script type="application/json">), so a reader without script loses nothing.
import * as echarts from 'echarts/core'
import { BarChart, FunnelChart, GraphChart, LineChart, PieChart, SankeyChart, ScatterChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'

echarts.use([BarChart, FunnelChart, GraphChart, LineChart, PieChart, SankeyChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer])

const COLORS = { light: ['#4f46e5', '#0d9488', '#d18a14', '#c2417c', '#2b6fd6'], dark: ['#8f88ff', '#37c2bd', '#f0ae3c', '#f08ab8', '#5d9bff'] }
const locale = document.documentElement.lang || 'en'
const short = new Intl.NumberFormat(locale, { notation: 'compact' }), full = new Intl.NumberFormat(locale)
const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
const still = matchMedia('(prefers-reduced-motion: reduce)')

/** Resolves a custom property to a colour that ECharts can read (it knows no light-dark()). */
function color(element, name) {
  const probe = element.appendChild(document.createElement('i'))
  probe.style.color = `var(${name})`
  const value = getComputedStyle(probe).color
  probe.remove()
  return value
}

/** Returns how the chart writes its values; rates come in percent and are written as such. */
const writer = (data, plain) => n => data.unit === '%' && n != null ? percent.format(n / 100) : plain.format(n)

/** Tells whether the unit stands above the axis: percent is written with each value, and bars that lie have no room for it. */
const isNamed = data => data.unit && data.unit !== '%' && !data.horizontal

function axes(data, ink, line) {
  const category = { type: 'category', data: data.labels, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: ink, hideOverlap: true } }
  const value = { type: 'value', name: isNamed(data) ? data.unit : '', nameTextStyle: { color: ink, align: 'left' }, axisLabel: { color: ink, hideOverlap: true, formatter: writer(data, short) }, splitLine: { lineStyle: { color: line } } }
  return data.horizontal ? { xAxis: value, yAxis: { ...category, inverse: true } } : { xAxis: category, yAxis: value }
}

export default function chart(element) {
  const data = JSON.parse(document.getElementById(element.dataset.source).textContent)
  let drawn

  function draw() {
    drawn?.dispose()
    const ink = color(element, '--ink-2'), line = color(element, '--line'), ground = color(element, '--raised'), strong = color(element, '--ink')
    const rtl = document.documentElement.dir === 'rtl'
    drawn = echarts.init(element, null, { renderer: 'svg' })
    drawn.setOption({
      aria: { enabled: true }, animation: !still.matches, animationDuration: 350,
      color: COLORS[isDark(ground) ? 'dark' : 'light'],
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
      tooltip: { trigger: data.nodes || data.kind === 'scatter' ? 'item' : 'axis', backgroundColor: ground, borderColor: line, textStyle: { color: strong, fontSize: 12 }, valueFormatter: writer(data, full), axisPointer: { type: 'shadow', shadowStyle: { opacity: .06 } } },
      legend: { show: (data.series?.length ?? 2) > 1, top: 0, [rtl ? 'right' : 'left']: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 10, textStyle: { color: ink } },
      ...(data.nodes ? graph(data, ink) : data.kind === 'scatter' ? map(data, ink, line) : plot(data, ink, line)),
    })
  }
  draw()
  new ResizeObserver(() => drawn.resize()).observe(element)
  document.addEventListener('themechange', () => setTimeout(draw))
}

function isDark(rgb) {
  const [r, g, b] = rgb.match(/[\d.]+/g).map(Number)
  return r + g + b < 380
}

function plot(data, ink, line) {
  const last = data.series.length - 1
  return {
    ...axes(data, ink, line),
    grid: { left: 4, right: 8, top: (last > 0 ? 40 : 12) + (isNamed(data) ? 18 : 0), bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    series: data.series.map((series, i) => ({
      type: data.kind ?? 'bar', stack: data.kind === 'line' ? undefined : 'all', barMaxWidth: 28, symbolSize: 6, lineStyle: { width: 2.5 },
      itemStyle: { borderRadius: i === last ? (data.horizontal ? [0, 4, 4, 0] : [4, 4, 0, 0]) : 0 }, ...series,
    })),
  }
}

/** A map of points in two hundreds: `value` is [x, y, how many], dashed lines stand where levels begin. */
function map(data, ink, line) {
  const axis = name => ({ type: 'value', min: 0, max: 100, name, nameLocation: 'middle', nameGap: 28, nameTextStyle: { color: ink }, axisLabel: { color: ink, hideOverlap: true }, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: line } } })
  const levels = { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: ink, opacity: .45, type: 'dashed' }, data: [...data.x_lines.map(x => ({ xAxis: x })), ...data.y_lines.map(y => ({ yAxis: y }))] }
  return {
    xAxis: axis(data.x), yAxis: axis(data.y),
    grid: { left: 24, right: 14, top: 40, bottom: 24, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    series: data.series.map((series, i) => ({
      ...series, type: 'scatter', symbolSize: point => Math.min(9 + 3 * Math.sqrt(point[2] - 1), 44), itemStyle: { opacity: .8 },
      symbol: ['circle', 'diamond', 'triangle', 'rect'][i % 4], markLine: i === 0 ? levels : undefined,
      tooltip: { formatter: ({ name, value }) => `${echarts.format.encodeHTML(name)}<br>${echarts.format.encodeHTML(data.x)} ${full.format(value[0])}, ${echarts.format.encodeHTML(data.y)} ${full.format(value[1])}` },
    })),
  }
}

function graph(data, ink) {
  return {
    series: [{
      type: 'graph', layout: 'force', roam: true, draggable: true, categories: data.categories, data: data.nodes, links: data.links,
      force: { repulsion: 260, edgeLength: [60, 140], layoutAnimation: false }, label: { show: true, position: 'bottom', color: ink, fontSize: 11 },
      lineStyle: { color: 'source', opacity: .35, curveness: .12 }, emphasis: { focus: 'adjacency' },
    }],
  }
}
