# SYNTAX TEST "source.python" "directive comments"

# convscope: input=[B, 3, 224, 224]
# ^^^^^^^^^ comment.line.number-sign.python keyword.other.directive.convscope
#          ^ punctuation.separator.convscope
#            ^^^^^ variable.parameter.convscope
#                 ^ keyword.operator.assignment.convscope
#                  ^ meta.shape.convscope punctuation.bracket.convscope
#                   ^ meta.shape.convscope variable.other.size.convscope
#                    ^ punctuation.separator.convscope
#                      ^ constant.numeric.convscope
#                         ^^^ constant.numeric.convscope
#                                 ^ punctuation.bracket.convscope
class Net:
# <----- storage.type.class.python
    def forward(self, x):  # convscope: ignore[CS303, CS104]
#                            ^^^^^^^^^ keyword.other.directive.convscope
#                                       ^^^^^^ keyword.control.convscope
#                                             ^ punctuation.bracket.convscope
#                                              ^^^^^ constant.other.rule.convscope
#                                                   ^ punctuation.separator.convscope
#                                                     ^^^^^ constant.other.rule.convscope
#                                                          ^ punctuation.bracket.convscope
        return x  # convscope: ignore
#                              ^^^^^^ keyword.control.convscope
# convscope: ignore-file[CS301, checkerboard]
#            ^^^^^^^^^^^ keyword.control.convscope
#                        ^^^^^ constant.other.rule.convscope
#                               ^^^^^^^^^^^^ constant.other.rule.convscope


# convscope: input=[B, L]:long, None, 1x3xHxW
#                        ^ punctuation.separator.convscope
#                         ^^^^ support.type.convscope
#                               ^^^^ constant.language.none.convscope
#                                     ^ constant.numeric.convscope
#                                      ^ keyword.operator.convscope
#                                       ^ constant.numeric.convscope
#                                        ^ keyword.operator.convscope
#                                         ^ variable.other.size.convscope
#                                          ^ keyword.operator.convscope
#                                           ^ variable.other.size.convscope
# convscope is not a directive without its colon
# ^^^^^^^^^ - keyword.other.directive.convscope
x = 'convscope: input=[1]'
#    ^^^^^^^^^ string.quoted.single.python - keyword.other.directive.convscope
