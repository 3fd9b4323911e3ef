" Definitions of router pairs: formatting with 'gq', checking with ':make', two spaces.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:# commentstring=#\ %s
setlocal expandtab shiftwidth=2 softtabstop=2
setlocal iskeyword+=-
setlocal formatprg=vaer\ fmt\ -
setlocal makeprg=vaer\ check\ --color\ never
" A note says where the other place is; the lines in between show the text, which is in sight anyway.
setlocal errorformat=%f:%l:%c:\ %trror:\ %m,%f:%l:%c:\ %tarning:\ %m,%f:%l:%c:\ note:\ %m,%-G%.%#

let b:undo_ftplugin = 'setlocal comments< commentstring< expandtab< shiftwidth< softtabstop< iskeyword< formatprg<'
      \ . ' makeprg< errorformat<'
