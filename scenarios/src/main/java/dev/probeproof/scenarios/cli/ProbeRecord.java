// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.arch.ContextWords;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.definition.ValueWords;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.probe.ArgumentOutcome;
import dev.probeproof.loader.probe.PathLeaf;
import dev.probeproof.loader.probe.ProbeResolutionException;
import dev.probeproof.loader.probe.ResolvedPath;
import dev.probeproof.loader.probe.ResolvedSite;
import java.nio.ByteOrder;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/**
 * A {@link ProbeAnswer} as JSON: one flat record an expression and kernel, made for comparing with other tools
 * (docs/cli.md has its fields). It has no {@code schemaVersion}.
 */
final class ProbeRecord {
    private ProbeRecord() {}

    static void write(JsonGenerator json, ProbeAnswer answer) {
        Arch arch = answer.kernel().arch();
        json.writeStartObject();
        json.writeStringProperty("kernel", answer.kernel().name());
        json.writeStringProperty("arch", arch.name());
        json.writeStringProperty("endian", arch.byteOrder() == ByteOrder.LITTLE_ENDIAN ? "little" : "big");
        json.writeStringProperty("expr", answer.expression());
        answer.site().ifPresent(site -> writeSite(json, site));
        answer.failure().ifPresent(failure -> writeFailure(json, failure));
        answer.argument().ifPresent(argument -> writeArgument(json, argument, arch));
        json.writeEndObject();
    }

    private static void writeSite(JsonGenerator json, ResolvedSite site) {
        json.writeObjectPropertyStart("site");
        json.writeStringProperty("attach", site.attachPoint().toString());
        json.writeNumberProperty("address", site.address());
        json.writeStringProperty("where", site.words());
        json.writeEndObject();
    }

    private static void writeFailure(JsonGenerator json, ProbeproofException failure) {
        if (failure instanceof ProbeResolutionException resolution) {
            boolean absent = resolution.reason().isAbsence();
            json.writeStringProperty(
                    absent ? "absent" : "error", resolution.reason().words());
            json.writeStringProperty("name", resolution.name());
        } else {
            json.writeStringProperty("error", "syntax");
            json.writeStringProperty(
                    "name", failure.getMessage().lines().findFirst().orElse(""));
        }
    }

    private static void writeArgument(JsonGenerator json, ArgumentOutcome.Resolved argument, Arch arch) {
        ResolvedPath path = argument.path();
        if (path == null
                || argument.definition().isClaim()
                || argument.definition().type() != null) {
            writeFetch(json, argument.argument().fetch());
            return;
        }
        if (path.place() == null) {
            json.writeStringProperty("type", path.type());
            writeFetch(json, argument.argument().fetch());
            return;
        }
        writePlace(json, path, path.place(), arch);
        json.writeStringProperty("type", path.type());
        json.writeArrayPropertyStart("hops");
        for (ResolvedPath.Hop hop : path.hops()) {
            json.writeStartObject();
            json.writeNumberProperty("off", hop.offset());
            json.writeStringProperty("path", hop.path());
            if (hop.space() == AddressSpaceKind.USER) {
                json.writeStringProperty("space", "user");
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectPropertyStart("leaf");
        writeLeaf(json, path.leaf());
        json.writeEndObject();
    }

    private static void writePlace(JsonGenerator json, ResolvedPath path, ArgumentPlace place, Arch arch) {
        json.writeObjectPropertyStart("arg");
        if (path.parameterIndex() < 0) {
            json.writeNullProperty("index");
        } else {
            json.writeNumberProperty("index", path.parameterIndex());
        }
        if (place instanceof ArgumentPlace.ByReference reference) {
            json.writeBooleanProperty("by_reference", true);
            writePlace(json, reference.pointer(), arch);
        } else {
            writePlace(json, place, arch);
        }
        if (path.byValueStruct()) {
            json.writeBooleanProperty("by_value_struct", true);
        }
        json.writeEndObject();
    }

    private static void writePlace(JsonGenerator json, ArgumentPlace place, Arch arch) {
        if (place instanceof ArgumentPlace.InRegisters registers) {
            writeRegister(json, registers.first());
        } else if (place instanceof ArgumentPlace.OnStack stack) {
            json.writeObjectPropertyStart("stack");
            writeRegister(json, arch.stackPointer());
            json.writeNumberProperty("off", stack.offsetBytes());
            json.writeEndObject();
        } else if (place instanceof ArgumentPlace.Unreachable unreachable) {
            json.writeStringProperty("unreachable", unreachable.reason());
        }
    }

    private static void writeRegister(JsonGenerator json, Register register) {
        json.writeStringProperty("reg", register.name());
        if (ContextWords.isWord(register)) {
            json.writeNumberProperty("ctx_off", register.ptRegsOffset());
            return;
        }
        json.writeNumberProperty("pt_regs_off", register.ptRegsOffset());
    }

    private static void writeLeaf(JsonGenerator json, PathLeaf leaf) {
        if (leaf instanceof PathLeaf.Scalar scalar) {
            json.writeStringProperty("kind", kind(scalar.kind()));
            json.writeNumberProperty("size", scalar.sizeBytes());
            switch (scalar.sign()) {
                case SIGNED -> json.writeBooleanProperty("signed", true);
                case UNSIGNED -> json.writeBooleanProperty("signed", false);
                case UNDETERMINED -> json.writeNullProperty("signed");
            }
            PathLeaf.BitField bits = scalar.bits();
            if (bits != null) {
                writeBits(json, bits.absoluteBit(), bits.widthBits(), bits.shift());
            }
        } else if (leaf instanceof PathLeaf.Text text) {
            json.writeStringProperty("kind", "string");
            if (text.declaredBytes() > 0) {
                json.writeNumberProperty("max", text.declaredBytes());
            } else {
                json.writeNullProperty("max");
            }
            json.writeStringProperty("space", text.space().name().toLowerCase(Locale.ROOT));
        } else if (leaf instanceof PathLeaf.Array array) {
            json.writeStringProperty("kind", "array");
            json.writeNumberProperty("size", array.sizeBytes());
            json.writeNumberProperty("count", array.count());
            json.writeNumberProperty("elem_size", array.elementBytes());
        } else if (leaf instanceof PathLeaf.Composite composite) {
            json.writeStringProperty("kind", composite.union() ? "union" : "struct");
            json.writeNumberProperty("size", composite.sizeBytes());
        }
    }

    private static String kind(PathLeaf.ScalarKind kind) {
        return switch (kind) {
            case INT -> "int";
            case BOOL -> "bool";
            case ENUM -> "enum";
            case POINTER -> "ptr";
            case FUNCTION_POINTER -> "funcptr";
        };
    }

    private static void writeBits(JsonGenerator json, long absolute, int width, int shift) {
        json.writeObjectPropertyStart("bits");
        json.writeNumberProperty("abs", absolute);
        json.writeNumberProperty("width", width);
        json.writeNumberProperty("shift", shift);
        json.writeEndObject();
    }

    /** A fetch that was written out says itself where it starts and what it reads. */
    private static void writeFetch(JsonGenerator json, FetchArgument.Fetch fetch) {
        json.writeObjectPropertyStart("arg");
        json.writeNullProperty("index");
        FetchBase base = fetch.base();
        if (base instanceof FetchBase.Register register) {
            writeRegister(json, register.register());
        } else if (base instanceof FetchBase.Immediate immediate) {
            json.writeNumberProperty("immediate", immediate.value());
        } else if (base instanceof FetchBase.Symbol symbol) {
            json.writeStringProperty("symbol", symbol.name());
            json.writeNumberProperty("offset", symbol.offset());
        } else if (base instanceof FetchBase.PerCpu variable) {
            json.writeStringProperty("percpu", variable.name());
            json.writeNumberProperty("offset", variable.offset());
        } else if (base instanceof FetchBase.Comm) {
            json.writeBooleanProperty("comm", true);
        } else {
            json.writeStringProperty("computed", ValueWords.of(base));
        }
        json.writeEndObject();
        json.writeArrayPropertyStart("hops");
        for (Deref deref : fetch.derefs()) {
            json.writeStartObject();
            json.writeNumberProperty("off", deref.offset());
            if (deref.space() == AddressSpaceKind.USER) {
                json.writeStringProperty("space", "user");
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectPropertyStart("leaf");
        writeFetchLeaf(json, fetch);
        json.writeEndObject();
    }

    private static void writeFetchLeaf(JsonGenerator json, FetchArgument.Fetch fetch) {
        FetchLeaf leaf = fetch.leaf();
        if (leaf instanceof FetchLeaf.Int integer) {
            json.writeStringProperty("kind", "int");
            json.writeNumberProperty("size", integer.sizeBytes());
            json.writeBooleanProperty("signed", integer.signed());
        } else if (leaf instanceof FetchLeaf.Bits bits) {
            json.writeStringProperty("kind", "int");
            json.writeNumberProperty("size", bits.containerBytes());
            json.writeBooleanProperty("signed", bits.signed());
            writeBits(json, bits.shift(), bits.widthBits(), bits.shift());
        } else if (leaf instanceof FetchLeaf.Text text) {
            json.writeStringProperty("kind", "string");
            json.writeNumberProperty("max", text.maxBytes());
        } else if (leaf instanceof FetchLeaf.Texts texts) {
            json.writeStringProperty("kind", "strings");
            json.writeNumberProperty("count", texts.count());
            json.writeNumberProperty("max", texts.maxBytes());
            json.writeStringProperty("space", texts.space().name().toLowerCase(Locale.ROOT));
        } else if (leaf instanceof FetchLeaf.Memory memory) {
            json.writeStringProperty("kind", "array");
            json.writeNumberProperty("size", memory.sizeBytes());
        }
    }
}
