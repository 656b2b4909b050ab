// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfDiff;
import dev.probeproof.loader.btf.BtfFeature;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfMinimizer;
import dev.probeproof.loader.btf.BtfPrinter;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfSanitizer;
import dev.probeproof.loader.btf.BtfSelection;
import dev.probeproof.loader.btf.BtfWriter;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.bytes.Bytes;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import static dev.probeproof.loader.damage.Exercise.attempt;

/** Everything that can be asked of types: each one alone, so that a refusal does not hide what comes after it. */
final class TypesExercise {
    private final Btf types;
    private final StringBuilder printed = new StringBuilder();

    private TypesExercise(Btf types) {
        this.types = types;
    }

    static void use(Btf types) {
        TypesExercise exercise = new TypesExercise(types);
        exercise.ask();
        exercise.print();
        exercise.write();
        if (types.firstId() == 1) {
            exercise.minimize();
        }
    }

    private void ask() {
        for (int id = 0; id < types.endId(); id++) {
            int each = id;
            attempt(() -> types.type(each));
            attempt(() -> types.sizeOf(each));
            attempt(() -> types.strip(each));
            attempt(() -> types.resolve(each));
            attempt(() -> {
                if (types.kind(each).isComposite()) {
                    MemberLookup.all(types, each);
                }
            });
            attempt(() -> types.find(types.kind(each), types.name(each)));
        }
        for (BtfKind kind : BtfKind.values()) {
            attempt(() -> types.names(kind));
        }
        attempt(() -> BtfSanitizer.sanitize(types, BtfFeature.of(4, 18)));
        attempt(() -> BtfDiff.compare(BtfDiff.Side.all(types), BtfDiff.Side.all(types)));
    }

    private void print() {
        attempt(() -> BtfPrinter.of(types).withOffsets().printHeader(printed::append));
        attempt(() -> BtfPrinter.of(types).printWithNeeds(declared(), printed::append));
        attempt(() -> BtfPrinter.of(types).withOffsets().printOnly(declared(), printed::append));
    }

    /** What a user can ask to see by name. */
    private List<Integer> declared() {
        List<Integer> ids = new ArrayList<>();
        for (int id = types.firstId(); id < types.endId(); id++) {
            switch (types.kind(id)) {
                case STRUCT, UNION, ENUM, ENUM64, TYPEDEF, FUNC, VAR -> {
                    if (!types.name(id).isEmpty()) {
                        ids.add(id);
                    }
                }
                default -> {}
            }
        }
        return ids;
    }

    private void write() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            attempt(() -> {
                byte[] written = BtfWriter.write(types, order);
                if (types.firstId() == 1) {
                    BtfReader.read(Bytes.wrap(written, "written.btf"));
                }
            });
        }
    }

    private void minimize() {
        attempt(() -> {
            BtfSelection some = new BtfSelection(types);
            for (int id = 1; id < types.endId(); id += 3) {
                some.keepWhole(id);
                some.askMember(id, "no_such_member");
            }
            BtfMinimizer.minimize(some);
        });
        attempt(() -> {
            BtfSelection functions = new BtfSelection(types);
            functions.keepAllOf(BtfKind.FUNC);
            functions.ask(BtfKind.STRUCT, "task_struct");
            BtfMinimizer.minimize(functions);
        });
    }
}
