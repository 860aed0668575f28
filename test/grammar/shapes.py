# SYNTAX TEST "source.python" "shape comments, as the lecture writes them"

nn.Conv2d(3, 14, 4, 2, 1)  # [B×3×64×64] -> [B×14×32×32]
#                          ^ comment.line.number-sign.python - meta.shape.convscope
#                            ^ meta.shape.convscope punctuation.bracket.convscope
#                             ^ meta.shape.convscope variable.other.size.convscope
#                              ^ meta.shape.convscope keyword.operator.convscope
#                               ^ meta.shape.convscope constant.numeric.convscope
#                                ^ keyword.operator.convscope
#                                 ^^ constant.numeric.convscope
#                                      ^ punctuation.bracket.convscope
#                                        ^^ keyword.operator.arrow.convscope
#                                           ^ punctuation.bracket.convscope
#                                            ^ variable.other.size.convscope
#                                              ^^ constant.numeric.convscope
y = x  # [Bx3x64x64] → [Bx14xHxW] keeps the size
#         ^ variable.other.size.convscope
#          ^ keyword.operator.convscope
#           ^ constant.numeric.convscope
#            ^ keyword.operator.convscope
#             ^^ constant.numeric.convscope
#                    ^ keyword.operator.arrow.convscope
#                       ^ variable.other.size.convscope
#                        ^ keyword.operator.convscope
#                            ^ variable.other.size.convscope
#                             ^ keyword.operator.convscope
#                              ^ variable.other.size.convscope
#                                 ^^^^^ comment.line.number-sign.python - meta.shape.convscope
y = x  # [B, 3, H//2, W + 1]
#         ^ variable.other.size.convscope
#          ^ keyword.operator.convscope
#            ^ constant.numeric.convscope
#               ^ variable.other.size.convscope
#                ^^ keyword.operator.arithmetic.convscope
#                  ^ constant.numeric.convscope
#                     ^ variable.other.size.convscope
#                       ^ keyword.operator.arithmetic.convscope
y = x  # [batch × channels] of one map
#         ^^^^^ variable.other.size.convscope
#               ^ keyword.operator.convscope
#                 ^^^^^^^^ variable.other.size.convscope
y = x  # see [1] and the list [a]
#            ^^^ - meta.shape.convscope
#                             ^^^ - meta.shape.convscope
y = '[B×3×64×64]'
#     ^ string.quoted.single.python - meta.shape.convscope
