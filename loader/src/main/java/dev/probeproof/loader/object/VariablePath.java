// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.MapSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows a path such as {@code config.limits[2].max} from a global variable to a part of it. A section and a colon may
 * stand before it, {@code .bss:count}, to tell static variables of one name apart.
 */
final class VariablePath {
    private static final Pattern STEP = Pattern.compile("\\.(\\w+)|\\[(\\d{1,9})]");
    private static final int MAX_STEPS = 64;

    private final BpfObject object;
    private final String path;
    private final String operation;

    VariablePath(BpfObject object, String path, String operation) {
        this.object = object;
        this.path = path;
        this.operation = operation;
    }

    /** A type at a place in a variable; bits for a bit-field, else 0. */
    record Part(int typeId, long bitOffset, int bitfieldBits) {}

    /** The variable, and what of the path is left behind its name. */
    record Start(GlobalVariable variable, String rest) {}

    /**
     * The variable that the path begins with. Names of static variables in functions hold a dot themselves, so the longest
     * name wins.
     */
    Start start() {
        int colon = path.indexOf(':');
        String section = colon < 0 ? "" : path.substring(0, colon);
        String plain = path.substring(colon + 1);
        for (int end = plain.length(); end > 0; end = lastStep(plain, end)) {
            String name = plain.substring(0, end);
            List<GlobalVariable> found = candidates(section).stream()
                    .filter(variable -> variable.name().equals(name))
                    .toList();
            if (found.size() == 1) {
                return new Start(found.get(0), plain.substring(end));
            } else if (found.size() > 1) {
                throw problem("there are " + found.size() + " of that name: "
                        + String.join(
                                ", ",
                                found.stream()
                                        .map(variable -> section(variable) + ":" + name)
                                        .toList()));
            }
        }
        List<String> names =
                candidates(section).stream().map(GlobalVariable::name).toList();
        throw problem(
                object.btf() == null
                        ? object.fileName() + " has no BTF to describe variables; compile with -g"
                        : "there is none in " + object.fileName()
                                + Nearest.suffix(Nearest.of(firstName(plain), names)));
    }

    private static int lastStep(String text, int end) {
        return Math.max(text.lastIndexOf('.', end - 1), text.lastIndexOf('[', end - 1));
    }

    private static String firstName(String plain) {
        return plain.split("[.\\[]", 2)[0];
    }

    private List<GlobalVariable> candidates(String section) {
        List<GlobalVariable> all = new ArrayList<>(object.variables());
        Optional<MapSpec> configuration = object.map(ExternReader.KCONFIG);
        for (Extern extern : object.externs()) {
            if (extern instanceof Extern.Configuration value && configuration.isPresent()) {
                all.add(new GlobalVariable(
                        value.name(), configuration.get().name(), value.offset(), value.size(), value.typeId()));
            }
        }
        return all.stream()
                .filter(variable -> section.isEmpty()
                        || variable.map().equals(section)
                        || section(variable).equals(section))
                .toList();
    }

    private String section(GlobalVariable variable) {
        String section = object.map(variable.map()).map(MapSpec::section).orElse(null);
        return section == null ? variable.map() : section;
    }

    /** Where the rest of the path leads. */
    Part follow(Start start, Btf btf) {
        Part part = new Part(start.variable().typeId(), 0, 0);
        Matcher step = STEP.matcher(start.rest());
        int at = 0;
        for (int steps = 0; at < start.rest().length(); steps++) {
            if (steps == MAX_STEPS || !step.find(at) || step.start() != at) {
                throw problem("'" + start.rest().substring(at) + "' is neither .member nor [index]");
            }
            part = step.group(1) == null
                    ? element(btf, part, Long.parseLong(step.group(2)))
                    : member(btf, part, step.group(1));
            at = step.end();
        }
        return part;
    }

    private Part element(Btf btf, Part part, long index) {
        if (!(btf.resolve(part.typeId()) instanceof BtfType.Array array)) {
            throw problem("[" + index + "] of " + ValueCodec.describe(btf, part.typeId()) + ", which is no array");
        }
        if (index >= array.count()) {
            throw problem("[" + index + "] of an array of " + array.count());
        }
        return new Part(array.elementType(), part.bitOffset() + 8 * index * btf.sizeOf(array.elementType()), 0);
    }

    private Part member(Btf btf, Part part, String name) {
        if (!(btf.resolve(part.typeId()) instanceof BtfType.Composite)) {
            throw problem("." + name + " of " + ValueCodec.describe(btf, part.typeId()) + ", which is no struct");
        }
        MemberLookup.Found found = MemberLookup.find(btf, btf.strip(part.typeId()), name)
                .orElseThrow(() -> problem("no member '" + name + "' in " + ValueCodec.describe(btf, part.typeId())));
        return new Part(found.type(), part.bitOffset() + found.bitOffset(), found.bitfieldBits());
    }

    VariableException problem(String problem) {
        return new VariableException(operation, path, problem);
    }
}
