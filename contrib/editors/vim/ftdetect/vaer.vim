autocmd BufRead,BufNewFile *.vaer setfiletype vaer
