-- What the report needs beyond Quarto, in both engines. It runs after Quarto's own filters (or
-- after embedded.lua), so it sees plain pandoc elements only.

local html = FORMAT:match("^html") ~= nil
local typst = FORMAT == "typst"
local docx = FORMAT == "docx"

local function escape_html(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"):gsub('"', "&quot;"))
end

local function typst_string(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("[\r\n]+", " ") .. '"'
end

local function stringify(value)
  return value ~= nil and pandoc.utils.stringify(value) or nil
end

-- ---------------------------------------------------------------- images and their alt texts
function Image(el)
  local alt = el.attributes["fig-alt"] or el.attributes.alt or stringify(el.caption)
  el.attributes["fig-alt"] = nil
  if typst then
    local size = el.attributes.width or "84%"
    return pandoc.RawInline("typst", "#dessin(" .. typst_string(el.src) .. ", " ..
      typst_string(alt) .. ", " .. size .. ")")
  end
  el.caption = pandoc.Inlines({ pandoc.Str(alt) })
  if html then
    el.attributes.alt = alt
    el.attributes.width, el.attributes.height = nil, nil
  end
  return el
end

-- ---------------------------------------------------------------- tables
local function scoped(row, scope)
  for _, cell in ipairs(row.cells) do
    cell.attr.attributes.scope = scope
  end
end

-- Numbers stand to the right by a class: the page allows no style in its elements.
local function aligned(row, specs)
  for i, cell in ipairs(row.cells) do
    if specs[i] and specs[i][1] == "AlignRight" then cell.attr.classes:insert("nombre") end
  end
end

local function row_heads(body)
  body.row_head_columns = 1
  for _, row in ipairs(body.body) do
    if row.cells[1] then row.cells[1].attr.attributes.scope = "row" end
  end
end

-- Signs on a line of a printed table, and signs after which a column wraps rather than widens.
local PLAIN_TYPE = { line = 110, widest = 46 }
local SMALL_TYPE = { line = 140, widest = 62 }
local SHORT = 23        -- signs of a column that never wraps

-- Word needs widths, and typst shares what is lacking out badly: a short column gets what its
-- longest cell takes, long ones share the rest, each after its longest cell.
local function measured(el, of)
  local line, widest = of.line, of.widest
  local longest = {}
  for i = 1, #el.colspecs do longest[i] = 1 end
  local rows = pandoc.List({})
  rows:extend(el.head.rows)
  for _, body in ipairs(el.bodies) do rows:extend(body.body) end
  for _, row in ipairs(rows) do
    local column = 1
    for _, cell in ipairs(row.cells) do
      local length = pandoc.text.len(pandoc.utils.stringify(cell.contents)) + 3
      if cell.col_span == 1 and longest[column] then
        longest[column] = math.max(longest[column], length)
      end
      column = column + cell.col_span
    end
  end
  local total, short, long = 0, 0, 0
  local weights = {}
  for i, length in ipairs(longest) do
    total = total + length
    weights[i] = math.min(length, widest) + math.max(0, math.min(length, 6 * widest) - widest) / 4
    if length <= SHORT then short = short + length else long = long + weights[i] end
  end
  local wraps = total > line and long > 0 and short < line - SHORT
  local widths = {}
  for i, length in ipairs(longest) do
    if not wraps then
      widths[i] = length / math.max(total, line)
    elseif length <= SHORT then
      widths[i] = length / line
    else
      widths[i] = (line - short) / line * weights[i] / long
    end
  end
  return widths, wraps
end

local AROUND = 0.7      -- lines that the space around a row takes
local WHOLE = 26        -- lines of a table that is not cut over two pages

-- Lines that a table takes on the page: of each row, those of the cell that wraps most.
local function lines_of(el, widths, line)
  local total = #el.head.rows * (1 + AROUND)
  for _, body in ipairs(el.bodies) do
    for _, row in ipairs(body.body) do
      local most = 1
      for i, cell in ipairs(row.cells) do
        local length = pandoc.text.len(pandoc.utils.stringify(cell.contents))
        if widths[i] then most = math.max(most, math.ceil(length / (widths[i] * line))) end
      end
      total = total + most + AROUND
    end
  end
  return total
end

-- Widths that pandoc guesses from dashes are dropped: HTML lays the columns out, and typst does
-- where all cells hold on one line.
function Table(el)
  local widths, wraps = {}, false
  local of = el.attributes.dense and SMALL_TYPE or PLAIN_TYPE
  el.attributes.dense = nil
  if not html then widths, wraps = measured(el, of) end
  if typst and not wraps then widths = {} end
  local specs = {}
  for i, spec in ipairs(el.colspecs) do
    specs[i] = { spec[1], widths[i] }
  end
  el.colspecs = specs
  if typst then
    el.classes:insert("typst:no-figure")
    if lines_of(el, widths, of.line) > WHOLE then return el end
    return {
      pandoc.RawBlock("typst", "#block(breakable: false)["), el, pandoc.RawBlock("typst", "]"),
    }
  end
  if not html then return el end
  local names = {}
  for _, row in ipairs(el.head.rows) do
    scoped(row, "col")
    aligned(row, specs)
    for _, cell in ipairs(row.cells) do
      local name = pandoc.utils.stringify(cell.contents)
      if name ~= "" then table.insert(names, name) end
    end
  end
  local bodies = el.bodies
  for _, body in ipairs(bodies) do
    row_heads(body)
    for _, row in ipairs(body.body) do aligned(row, specs) end
  end
  el.bodies = bodies
  for i in ipairs(specs) do specs[i] = { "AlignDefault", nil } end
  el.colspecs = specs
  return {
    pandoc.RawBlock("html", '<div class="tableau" role="group" tabindex="0" aria-label="' ..
      escape_html("Tableau\u{a0}: " .. table.concat(names, ", ")) .. '">'),
    el,
    pandoc.RawBlock("html", "</div>"),
  }
end

-- Quarto lays a docx illustration out in a table of one cell: the illustration is enough.
local function unwrapped(el)
  local bodies = el.bodies
  if #el.colspecs ~= 1 or #bodies ~= 1 or #bodies[1].body ~= 1 then return nil end
  local content = bodies[1].body[1].cells[1].contents
  if #content == 1 and content[1].t == "Div" and content[1].identifier:match("^%a+%-") then
    return content
  end
end

-- ---------------------------------------------------------------- illustrations
-- Blocks that have a look of their own: a function of the typst template, a style of the Word one.
local DRESSED = {
  notes = { typst = "notes", docx = "Notes" },
  ["sous-titre"] = { typst = "sous-titre", docx = "Illustration Subtitle" },
  cartouche = { typst = "cartouche", docx = "Cartouche" },
  dense = { typst = "dense" },
  chapeau = { typst = "chapeau" },
}

local function dressed(el, dress)
  if typst then
    local result = pandoc.Blocks({ pandoc.RawBlock("typst", "#" .. dress.typst .. "[") })
    result:extend(el.content)
    result:insert(pandoc.RawBlock("typst", "]\n"))
    return result
  elseif docx then
    el.attributes["custom-style"] = dress.docx
    return el
  end
end

local function details(el)
  if not html then return {} end
  local summary = el.attributes.summary or "Données"
  local result = pandoc.Blocks({ pandoc.RawBlock("html",
    '<details class="donnees"><summary>' .. escape_html(summary) .. "</summary>") })
  result:extend(el.content)
  result:insert(pandoc.RawBlock("html", "</details>"))
  return result
end

-- A table does not see what stands around it: that it is dense is said on itself.
local function dense(el)
  if not el.classes:includes("dense") then return nil end
  return el:walk({ Table = function(tbl)
    tbl.attributes.dense = "1"
    return tbl
  end })
end

function Div(el)
  if el.classes:includes("donnees") then return details(el) end
  for class, dress in pairs(DRESSED) do
    if el.classes:includes(class) then return dressed(el, dress) end
  end
end

-- A number bound to its indicator, or a count by status: the page hangs its provenance on it.
function Span(el)
  for _, key in ipairs({ "ind", "registre", "verdicts" }) do
    if el.attributes[key] then
      el.classes:insert("lie")
      el.attributes[key] = el.attributes[key]:gsub(",$", "")
      return el
    end
  end
end

-- The document's title is the only h1 of the page.
local function deeper(el)
  el.level = el.level + 1
  return el
end

-- ---------------------------------------------------------------- metadata
-- Markup that hides in a title or a date is text.
local PLAIN = pandoc.List({ "title", "subtitle", "author", "date", "titre-court",
  "mention-simulation", "description", "keywords", "toc-title", "vague", "collection", "synthese" })

local INERT = {
  RawInline = function(el) return pandoc.Str(el.text) end,
  RawBlock = function(el) return pandoc.Plain({ pandoc.Str(el.text) }) end,
  Math = function(el) return pandoc.Str(el.text) end,
  Image = function(el) return el.caption end,
  Link = function(el) return el.content end,
}

local function inert(value)
  local kind = pandoc.utils.type(value)
  if kind == "Inlines" or kind == "Blocks" then return value:walk(INERT) end
  if kind == "List" or kind == "table" then
    for key, item in pairs(value) do value[key] = inert(item) end
  end
  return value
end

-- What only configures Quarto says nothing of the document.
local CONFIGURATION = { "suivi", "quarto-required", "date-format" }

-- A date as French text writes it, day and month on one line: 1er juin 2015.
local function french_date(text)
  local day, rest = text:match("^(%d%d?) (.+)$")
  if day == nil then return text end
  return (day == "1" and "1er" or day) .. "\u{a0}" .. rest
end

local function plain_metadata(meta)
  for _, key in ipairs(PLAIN) do
    if meta[key] ~= nil then meta[key] = inert(meta[key]) end
  end
  for _, key in ipairs(CONFIGURATION) do meta[key] = nil end
  local date = stringify(meta.date)
  if date then meta.date = pandoc.MetaInlines({ pandoc.Str(french_date(date)) }) end
  return meta
end

-- The colophon of a document that Quarto renders by hand names its version; the pipeline gives
-- the engine's whole name.
local function versioned(el)
  local text, count = el.text:gsub("%%VERSION%%", tostring(quarto.version))
  if count > 0 then return pandoc.Str(text) end
end

-- A text in a style sheet: all that is neither letter, digit nor space is written as its code.
local function css_string(text)
  local result = {}
  for _, code in utf8.codes(text) do
    local sign = utf8.char(code)
    table.insert(result, sign:match("^[%w ]$") or string.format("\\%x ", code))
  end
  return '"' .. table.concat(result) .. '"'
end

local function banner(mention)
  return '<a class="evitement" href="#contenu">Aller au contenu</a>\n' ..
    (mention and '<section class="bandeau" aria-label="Avertissement">' .. escape_html(mention) .. "</section>\n" or "")
end

-- On paper, the mention runs at the foot of each page.
local function running(mention)
  return "<style>@media print { @page { @bottom-center { content: " .. css_string(mention) ..
    "; color: #8a3b00; font: 600 8pt sans-serif; } } }</style>\n"
end

local PLACES = { ["before-body"] = "include-before", ["in-header"] = "header-includes" }

local function include(meta, place, text)
  if quarto and quarto.doc and quarto.doc.include_text then
    quarto.doc.include_text(place, text)
    return
  end
  local includes = pandoc.List(meta[PLACES[place]] or {})
  local piece = pandoc.MetaBlocks({ pandoc.RawBlock("html", text) })
  includes:insert(place == "before-body" and 1 or #includes + 1, piece)
  meta[PLACES[place]] = includes
end

-- typst refuses an accessible PDF where the first line of a list finds no room above a floating
-- illustration: what begins an item stays whole.
local function items_whole(el)
  local items = el.content
  for _, item in ipairs(items) do
    local first = item[1]
    if first and (first.t == "Plain" or first.t == "Para") then
      first.content:insert(1, pandoc.RawInline("typst", "#block(breakable: false)["))
      first.content:insert(pandoc.RawInline("typst", "]"))
      item[1] = first
    end
  end
  el.content = items
  return el
end

-- What the first paragraph says: the text is checked, so that it is a finding that holds.
local function finding(doc)
  local said = nil
  doc:walk({ Para = function(el) said = said or pandoc.utils.stringify(el) end })
  return said
end

-- On paper, the chapters of the report proper, and all that follows, begin a page.
local function paged(blocks)
  local result, numbered = pandoc.Blocks({}), false
  for _, block in ipairs(blocks) do
    if block.t == "Header" and block.level == 1 then
      numbered = numbered or not block.classes:includes("unnumbered")
      if numbered then result:insert(pandoc.RawBlock("typst", "#nouvelle-page()")) end
    end
    result:insert(block)
  end
  return result
end

local function page(doc)
  local mention = stringify(doc.meta["mention-simulation"])
  if mention == "" then mention = nil end
  if mention then
    local keywords = pandoc.List(doc.meta.keywords or {})
    keywords:insert(pandoc.MetaInlines({ pandoc.Str("données simulées") }))
    doc.meta.keywords = keywords
  end
  local described = pandoc.List({})
  for _, part in ipairs({ finding(doc) or "", mention or "" }) do
    if part ~= "" then described:insert(part) end
  end
  if #described > 0 and doc.meta.description == nil then
    doc.meta.description = pandoc.MetaInlines({ pandoc.Str(table.concat(described, " ")) })
  end
  -- The title that programs show says which year.
  local title, subtitle = stringify(doc.meta.title), stringify(doc.meta.subtitle)
  if html and title and (subtitle or "") ~= "" then
    doc.meta.pagetitle = pandoc.MetaInlines({ pandoc.Str(title .. "\u{a0}: " .. subtitle) })
  end
  if typst and doc.meta.synthese == nil then doc.blocks = paged(doc.blocks) end
  doc.meta.crossref = nil
  if html then
    include(doc.meta, "before-body", banner(mention))
    if mention then include(doc.meta, "in-header", running(mention)) end
    doc.blocks:insert(1, pandoc.RawBlock("html", '<main id="contenu" tabindex="-1">'))
  end
  return doc
end

return {
  { Meta = plain_metadata, Str = quarto and versioned or nil },
  { Table = docx and unwrapped or nil },
  { Div = not html and dense or nil },
  { Image = Image, Table = Table, Div = Div, Span = Span, Header = html and deeper or nil },
  typst and { BulletList = items_whole, OrderedList = items_whole } or {},
  { Pandoc = page },
}
