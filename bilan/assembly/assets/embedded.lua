-- What Quarto does itself and the embedded engine therefore has to: conditional content, meta
-- shortcodes, section numbers, captions and cross-references. Quarto never runs this filter.
-- Its output has the shape that Quarto gives (classes, kinds, supplements), so that bilan.lua,
-- which runs next in both engines, finds the same thing.

local CAPTION_SUFFIX = "-caption-0ceaefa1-69ba-4598-a22c-09a6ac19f8ca"
local NBSP = "\u{a0}"
local html = FORMAT:match("^html") ~= nil
local typst = FORMAT == "typst"
local docx = FORMAT == "docx"

local options = {}      -- crossref options of the project, as strings
local numbers = {}      -- identifier → { kind = "fig"|"tbl"|"sec", text = "1" }
local counts = { fig = 0, tbl = 0 }
local section = {}      -- current section number, one count a level

local function text_of(value)
  return value ~= nil and pandoc.utils.stringify(value) or nil
end

local function kind_of(identifier)
  return identifier:match("^(fig)%-") or identifier:match("^(tbl)%-") or identifier:match("^(sec)%-")
end

-- ---------------------------------------------------------------- conditional content
local ALIASES = { html = html, typst = typst, docx = docx }

local function shown(el)
  local visible = el.classes:includes("content-visible")
  local hidden = el.classes:includes("content-hidden")
  if not (visible or hidden) then return nil end
  local matches = true
  if el.attributes["when-format"] then
    matches = matches and ALIASES[el.attributes["when-format"]] == true
  end
  if el.attributes["unless-format"] then
    matches = matches and ALIASES[el.attributes["unless-format"]] ~= true
  end
  if visible then return matches end
  return not matches
end

local function conditional(el)
  local verdict = shown(el)
  if verdict == nil then return nil end
  return verdict and el.content or {}
end

-- ---------------------------------------------------------------- numbers
local function number_header(el)
  if el.classes:includes("unnumbered") then return nil end
  for level = #section + 1, el.level do section[level] = 0 end
  section[el.level] = section[el.level] + 1
  for level = #section, el.level + 1, -1 do section[level] = nil end
  local number = table.concat(section, ".")
  numbers[el.identifier] = { kind = "sec", text = number }
  el.attributes.number = number
  if docx then
    table.insert(el.content, 1, pandoc.Space())
    table.insert(el.content, 1, pandoc.Str(el.level == 1 and number .. "." or number))
  end
  return el
end

local function number_float(identifier)
  local kind = kind_of(identifier)
  if kind ~= "fig" and kind ~= "tbl" then return nil end
  counts[kind] = counts[kind] + 1
  numbers[identifier] = { kind = kind, text = tostring(counts[kind]) }
  return kind
end

-- ---------------------------------------------------------------- captions
local function prefixed(kind, identifier, caption)
  local title = options[kind .. "-title"] .. NBSP .. numbers[identifier].text
  local result = pandoc.Inlines({ pandoc.Str(title .. options["title-delim"]), pandoc.Space() })
  result:extend(caption)
  return result
end

local function html_float(kind, identifier, content, caption)
  local id = identifier .. CAPTION_SUFFIX
  local result = pandoc.Blocks({ pandoc.RawBlock("html",
    '<figure class="quarto-float quarto-float-' .. kind .. '">\n<figcaption class="' ..
    "quarto-float-caption-top quarto-float-caption quarto-float-" .. kind .. '" id="' .. id .. '">') })
  result:insert(pandoc.Plain(prefixed(kind, identifier, caption)))
  result:insert(pandoc.RawBlock("html", "</figcaption>"))
  result:insert(pandoc.Div(content, pandoc.Attr("", {}, { ["aria-describedby"] = id })))
  result:insert(pandoc.RawBlock("html", "</figure>"))
  return pandoc.Div(result, pandoc.Attr(identifier, { "quarto-float", "quarto-figure" }))
end

local function typst_float(kind, identifier, content, caption)
  local opening = pandoc.Inlines({ pandoc.RawInline("typst", "], caption: figure.caption(position: top, [") })
  opening:extend(caption)
  opening:insert(pandoc.RawInline("typst", ']), kind: "quarto-float-' .. kind .. '", supplement: "' ..
    options[kind .. "-title"] .. '", )<' .. identifier .. ">\n\n"))
  local result = pandoc.Blocks({ pandoc.RawBlock("typst", "#figure([") })
  result:extend(content)
  result:insert(pandoc.Plain(opening))
  return result
end

local function docx_float(kind, identifier, content, caption)
  local style = kind == "tbl" and "Table Caption" or "Image Caption"
  local result = pandoc.Blocks({
    pandoc.Div({ pandoc.Para(prefixed(kind, identifier, caption)) },
      pandoc.Attr(identifier, {}, { ["custom-style"] = style })) })
  result:extend(content)
  return result
end

local function float(kind, identifier, content, caption)
  if html then return html_float(kind, identifier, content, caption) end
  if typst then return typst_float(kind, identifier, content, caption) end
  return docx_float(kind, identifier, content, caption)
end

-- A float div holds the thing and, last, the paragraph that is its caption.
local function float_div(el)
  local kind = kind_of(el.identifier)
  if kind ~= "fig" and kind ~= "tbl" then return nil end
  local content = el.content:clone()
  local last = content[#content]
  local caption = pandoc.Inlines({})
  if #content > 1 and (last.t == "Para" or last.t == "Plain") then
    caption = last.content
    content:remove(#content)
  else
    content = content:walk({ Table = function(tbl)
      if #tbl.caption.long > 0 then
        caption = pandoc.utils.blocks_to_inlines(tbl.caption.long)
        tbl.caption = { long = {}, short = nil }
        return tbl
      end
    end })
  end
  return float(kind, el.identifier, content, caption)
end

local function float_table(el)
  local identifier = el.identifier
  if kind_of(identifier) ~= "tbl" then return nil end
  local caption = pandoc.utils.blocks_to_inlines(el.caption.long)
  el.caption = { long = {}, short = nil }
  el.identifier = ""
  return float("tbl", identifier, pandoc.Blocks({ el }), caption)
end

local function float_figure(el)
  local image = nil
  el.content:walk({ Image = function(found) image = found end })
  local identifier = el.identifier
  if identifier == "" and image then identifier = image.identifier end
  if kind_of(identifier) ~= "fig" or image == nil then return nil end
  image.identifier = ""
  return float("fig", identifier, pandoc.Blocks({ pandoc.Para({ image }) }),
    pandoc.utils.blocks_to_inlines(el.caption.long))
end

-- ---------------------------------------------------------------- references
local function reference(citation)
  local label = citation.id:sub(1, 1):lower() .. citation.id:sub(2)
  local entry = numbers[label]
  if entry == nil then
    error("unknown reference @" .. citation.id, 0)
  end
  local prefix = pandoc.Inlines({})
  if #citation.prefix > 0 then
    prefix:extend(citation.prefix)
  elseif citation.mode ~= "SuppressAuthor" then
    local word = options[entry.kind .. "-prefix"]
    if citation.id ~= label then
      word = pandoc.text.upper(pandoc.text.sub(word, 1, 1)) .. pandoc.text.sub(word, 2)
    end
    prefix:insert(pandoc.Str(word))
  end
  if typst then
    prefix:insert(1, pandoc.RawInline("typst", "#ref(<" .. label .. ">, supplement: ["))
    prefix:insert(pandoc.RawInline("typst", "])"))
    return prefix
  end
  local number = entry.text
  if #prefix > 0 then number = NBSP .. number end
  prefix:insert(pandoc.Str(number))
  return pandoc.Inlines({ pandoc.Link(prefix, "#" .. label, "", pandoc.Attr("", { "quarto-xref" })) })
end

local function references(el)
  local result = pandoc.Inlines({})
  for i, citation in ipairs(el.citations) do
    if i > 1 then
      result:insert(pandoc.Str(","))
      result:insert(pandoc.Space())
    end
    result:extend(reference(citation))
  end
  return result
end

-- ---------------------------------------------------------------- images
-- In the sandbox a writer reads no file: Word's images wait for it in the media bag.
local function keep(el)
  local file = assert(io.open(el.src, "rb"))
  local content = file:read("a")
  file:close()
  local kind = el.src:match("%.png$") and "image/png" or "image/jpeg"
  pandoc.mediabag.insert(el.src, kind, content)
end

-- ---------------------------------------------------------------- order of the passes
function Pandoc(doc)
  for key, value in pairs(doc.meta.crossref or {}) do
    options[key] = text_of(value)
  end
  local meta = doc.meta
  local blocks = doc.blocks:walk({
    Div = conditional,
    Span = function(el)
      local key = el.attributes["meta-key"]
      if key then return pandoc.Str(text_of(meta[key]) or "") end
      return conditional(el)
    end,
  })
  blocks = blocks:walk({
    traverse = "topdown",
    Header = number_header,
    Div = function(el) number_float(el.identifier) end,
    Figure = function(el) number_float(el.identifier) end,
    Table = function(el) number_float(el.identifier) end,
  })
  blocks = blocks:walk({ Cite = references, Image = docx and keep or nil })
  blocks = blocks:walk({ Div = float_div, Table = float_table, Figure = float_figure })
  return pandoc.Pandoc(blocks, meta)
end
