# @file One element, a row, a column, a piece; a list as an index; writing into a place.
import torch

t = torch.arange(12).reshape(6, 2)
print(t)

# A number takes one away, a slice keeps the dimension.
first = t[0]
last = t[-1]
first_rows = t[0:1]
first_column = t[:, 0:1]
print(first, last)
print(first_rows)
print(list(first_column.shape))

# Two steps, or one.
row = t[5]
element = t[5, 1]
print(row[1], element)

# A list of rows, in any order and as often as you like. This is a copy.
picked = t[[0, 2, 2]]
print(picked)

# Writing: rows 3 and 4. `row` is a view and sees what happens to row 5.
t[3:5] = 0
t[5, 1] = 99
print(t)
print(row)
