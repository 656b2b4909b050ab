// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.Arrays;

/**
 * The DIEs of a unit by number, in the order of the file: where each starts, who its parent is, and which number comes after
 * everything below it. Attributes stay in the file.
 */
final class DieTree {
    private final Abbreviation[] shapes;
    private final int[] offsets;
    private final int[] parents;
    private final int[] ends;

    private DieTree(Abbreviation[] shapes, int[] offsets, int[] parents, int[] ends) {
        this.shapes = shapes;
        this.offsets = offsets;
        this.parents = parents;
        this.ends = ends;
    }

    static DieTree read(CompilationUnit unit) {
        return new Builder(unit).read();
    }

    int count() {
        return offsets.length;
    }

    Abbreviation shape(int index) {
        return shapes[index];
    }

    /** In the section. */
    int offset(int index) {
        return offsets[index];
    }

    /** Number of the parent, -1 for the first. */
    int parent(int index) {
        return parents[index];
    }

    /** Number of the next DIE that is not below this one. */
    int end(int index) {
        return ends[index];
    }

    /** The number of the DIE that starts at an offset of the section, or -1 if none does. */
    int at(long offset) {
        if (offset < 0 || offset > Integer.MAX_VALUE) {
            return -1;
        }
        return Math.max(-1, Arrays.binarySearch(offsets, (int) offset));
    }

    private static final class Builder {
        private final CompilationUnit unit;
        private Abbreviation[] shapes;
        private int[] offsets;
        private int[] parents;
        private int[] ends;
        private int count;

        Builder(CompilationUnit unit) {
            this.unit = unit;
            // A DIE of a compiled C program takes some twelve bytes.
            int guess = (unit.end() - unit.start()) / 12 + 4;
            this.shapes = new Abbreviation[guess];
            this.offsets = new int[guess];
            this.parents = new int[guess];
            this.ends = new int[guess];
        }

        DieTree read() {
            DwarfCursor cursor = unit.cursor(unit.header().firstDie());
            AbbreviationTable table = unit.abbreviations();
            Forms forms = unit.forms();
            int parent = -1;
            while (!cursor.atEnd()) {
                int start = cursor.at();
                long code = cursor.uleb();
                if (code == 0) {
                    if (parent < 0) {
                        // Padding behind the unit's DIE.
                        continue;
                    }
                    ends[parent] = count;
                    parent = parents[parent];
                    continue;
                }
                Abbreviation shape = table.get(code);
                if (shape == null) {
                    throw cursor.problem(
                            start, "abbreviation " + Long.toUnsignedString(code) + " does not exist. The file is damaged");
                }
                int index = add(shape, start, parent);
                forms.skip(cursor, shape);
                if (shape.hasChildren()) {
                    parent = index;
                }
            }
            for (int open = parent; open >= 0; open = parents[open]) {
                ends[open] = count;
            }
            return new DieTree(
                    Arrays.copyOf(shapes, count),
                    Arrays.copyOf(offsets, count),
                    Arrays.copyOf(parents, count),
                    Arrays.copyOf(ends, count));
        }

        private int add(Abbreviation shape, int offset, int parent) {
            if (count == offsets.length) {
                int larger = count + (count >> 1) + 4;
                shapes = Arrays.copyOf(shapes, larger);
                offsets = Arrays.copyOf(offsets, larger);
                parents = Arrays.copyOf(parents, larger);
                ends = Arrays.copyOf(ends, larger);
            }
            shapes[count] = shape;
            offsets[count] = offset;
            parents[count] = parent;
            ends[count] = count + 1;
            return count++;
        }
    }
}
