-- Uses a manifest that is open in Neovim as a person would, and prints what is seen, a JSON object in each line.
local function say(key, value)
  io.stdout:write(vim.json.encode({ [key] = value }) .. '\n')
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n'
end

local function wait(what, is_so)
  if vim.wait(60000, is_so, 20) then return end
  say('error', 'waited in vain for ' .. what)
  vim.cmd('cquit 1')
end

local function codes()
  return vim.tbl_map(function(one)
    return one.code or one.user_data.lsp.code
  end, vim.diagnostic.get(0))
end

wait('diagnostics', function()
  return vim.tbl_contains(codes(), 'host-network')
end)
say('diagnostics', codes())

vim.fn.search('hostNetwork')
vim.lsp.buf.hover()
local float
wait('the hover', function()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then float = window end
  end
  return float ~= nil
end)
say('hover', table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float), 0, -1, false), '\n'))
vim.api.nvim_win_close(float, true)

vim.ui.select = function(items, options, choose)
  local titles = vim.tbl_map(options.format_item, items)
  say('actions', titles)
  for i, title in ipairs(titles) do
    if title:find('Remove hostNetwork', 1, true) then return choose(items[i], i) end
  end
  choose(nil)
end
vim.lsp.buf.code_action()
wait('the fix', function()
  return not text():find('hostNetwork')
end)
say('text', text())
wait('diagnostics of the mended text', function()
  return not vim.tbl_contains(codes(), 'host-network')
end)

local client = (vim.lsp.get_clients or vim.lsp.get_active_clients)()[1]
local client = (vim.lsp.get_clients or vim.lsp.get_active_clients)()[1]
vim.fn.search('privileged: \\zstrue')
local answers = vim.lsp.buf_request_sync(0, 'textDocument/completion', vim.lsp.util.make_position_params(0, client.offset_encoding), 60000)
local labels = {}
for _, answer in pairs(answers or {}) do
  for _, item in ipairs(answer.result.items) do
    table.insert(labels, item.label)
  end
end
say('completion', labels)
vim.cmd('qall!')
