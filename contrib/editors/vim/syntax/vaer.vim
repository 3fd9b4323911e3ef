" Definitions of router pairs. A test compares the words with those of the language.
if exists('b:current_syntax')
  finish
endif

syn case match
syn iskeyword @,48-57,_,-

syn match vaerBlock /\<\%(pair\|template\|defaults\|credentials\|member\|enis\|routes\|failover\|notify\|tags\|names\|moved\|alerts\|mute\)\>\ze\s*["{]/
syn match vaerKey /\<\%(account\|alarms\|command\|credentials\|days\|description\|destinations\|drill-every\|email\|ends\|eni\|every-run\|exclude\|external-id\|failback\|failbacks-per-hour\|failing-for\|from\|function\|https\|ignore\|instance\|log-group\|log-retention\|memory\|pairs\|paused\|permissions-boundary\|profile\|protect\|region\|role\|rule\|sqs\|starts\|status-checks\|sweep\|tables\|timeout\|to\|topic\|topics\|unprotected-for\|vpc\|webhook-secret-file\|webhooks\)\>\ze\s*+\?=/
syn match vaerFrom /\<from\>\ze\s*"/
syn keyword vaerConstant on off true false all never
syn match vaerVersion /^\s*vaer\s\+\d\+/
syn match vaerNumber /\%(\k\|[.\/:]\)\@1<!\d\+\%(ms\|[smhd]\)\?\%(\k\|[.\/:]\)\@!/
syn match vaerId /\<\%(vpc\|i\|eni\|rtb\|pl\)-\x\+\>/
syn match vaerId /\<arn:[A-Za-z0-9_./:*@+-]*/
syn match vaerOperator /+\?=/
syn region vaerString start=/"/ skip=/\\./ end=/"/ oneline contains=vaerEscape
syn match vaerEscape /\\["\\]/ contained
syn match vaerComment /\%(^\|\s\|[]{},]\)\@1<=#.*$/ contains=@Spell

hi def link vaerBlock Structure
hi def link vaerKey Identifier
hi def link vaerFrom Keyword
hi def link vaerConstant Constant
hi def link vaerVersion PreProc
hi def link vaerNumber Number
hi def link vaerId Special
hi def link vaerOperator Operator
hi def link vaerString String
hi def link vaerEscape SpecialChar
hi def link vaerComment Comment

let b:current_syntax = 'vaer'
