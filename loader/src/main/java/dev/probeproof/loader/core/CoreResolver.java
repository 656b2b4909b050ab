// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.core.CoreCandidates.Candidate;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks a kernel's types what an object's relocations want to know. The same question is asked from many instructions,
 * and answered once.
 */
final class CoreResolver {
    /** Far beyond real objects and kernels; what asks for more has types of one name by the thousand. */
    private static final int MAX_COMPARISONS = 2_000_000;

    private final CoreTypes local;
    private final ByteOrder order;
    private final CoreCandidates candidates;
    private final MissingExplanation explanation;
    private final Map<Question, CoreResolution> resolutions = new HashMap<>();
    private int comparisonsLeft = MAX_COMPARISONS;

    private record Question(CoreKind kind, int type, String access) {}

    CoreResolver(BpfObject object, CoreTypes local, TargetKernel kernel) {
        this.local = local;
        this.order = object.order();
        this.candidates = new CoreCandidates(local, kernel);
        this.explanation = new MissingExplanation(kernel.name(), candidates.kernel());
    }

    /**
     * @throws CoreException if the relocation cannot be understood, or cannot be decided
     */
    CoreResolution resolve(FunctionSpec.CoreRelocation relocation) {
        CoreKind kind = CoreKind.of(relocation.kind())
                .orElseThrow(() -> new CoreException("CO-RE relocation of unknown kind " + relocation.kind()));
        Question question = new Question(kind, relocation.typeId(), relocation.access());
        CoreResolution known = resolutions.get(question);
        if (known == null) {
            known = resolve(question);
            resolutions.put(question, known);
        }
        return known;
    }

    /** True if a relocation decided which of several types of one name is meant. */
    boolean hasRuledOutTypes() {
        return candidates.areRestricted();
    }

    private CoreResolution resolve(Question question) {
        CoreKind kind = question.kind();
        CoreSpec spec = CoreSpecReader.read(local, kind, question.type(), question.access());
        if (kind == CoreKind.TYPE_ID_LOCAL) {
            CoreValue id = CoreValue.of(kind, spec, order);
            return CoreResolution.of(kind, spec, id, null, id);
        }
        if (question.type() == 0 || local.type(question.type()).name().isEmpty()) {
            throw new CoreException("a CO-RE relocation of kind " + kind + " names an anonymous type, "
                    + CoreNames.of(local, question.type()) + ", which no kernel can be asked for");
        }
        CoreValue original = CoreValue.of(kind, spec, order);
        List<CoreMatch.Miss> misses = new ArrayList<>();
        List<CoreSpec> hits = match(kind, spec, misses);
        if (hits.isEmpty()) {
            return absent(kind, spec, original, misses);
        }
        CoreValue answer = isSignedEnumerator(spec) ? agreed(kind, spec, hits).asSigned() : agreed(kind, spec, hits);
        candidates.restrict(spec.root(), hits);
        return CoreResolution.of(kind, spec, original, hits.get(0), answer);
    }

    /** Kernels before 6.1 do not say which of their enums are signed; an object that says so knows better. */
    private static boolean isSignedEnumerator(CoreSpec spec) {
        return !spec.accessors().isEmpty()
                && spec.types().type(spec.last().type()) instanceof BtfType.Enum type
                && type.signed();
    }

    private List<CoreSpec> match(CoreKind kind, CoreSpec spec, List<CoreMatch.Miss> misses) {
        List<Candidate> all = candidates.of(spec.root());
        comparisonsLeft -= all.size();
        if (comparisonsLeft < 0) {
            throw new CoreException("its CO-RE relocations need more than " + MAX_COMPARISONS
                    + " comparisons of types: " + Errno.E2BIG);
        }
        List<CoreSpec> hits = new ArrayList<>();
        for (Candidate candidate : all) {
            CoreMatch match = CoreMatcher.match(kind, spec, candidate.types(), candidate.id());
            if (match instanceof CoreMatch.Hit hit) {
                hits.add(hit.spec());
            } else if (match instanceof CoreMatch.Miss miss) {
                misses.add(miss);
            }
        }
        return hits;
    }

    /** The answer that all types give which can be meant. */
    private CoreValue agreed(CoreKind kind, CoreSpec spec, List<CoreSpec> hits) {
        CoreSpec first = hits.get(0);
        CoreValue answer = CoreValue.of(kind, first, order);
        for (CoreSpec other : hits) {
            if (other.bitOffset() != first.bitOffset()
                    || CoreValue.of(kind, other, order).value() != answer.value()) {
                throw new CoreException("a CO-RE relocation (" + kind + ") is ambiguous: " + spec + " can be " + first
                        + " (type " + first.root() + ") or " + other + " (type " + other.root() + ")");
            }
        }
        return answer;
    }

    private CoreResolution absent(CoreKind kind, CoreSpec spec, CoreValue original, List<CoreMatch.Miss> misses) {
        CoreValue answer = answerOfAbsence(kind);
        return answer == null
                ? CoreResolution.missing(kind, spec, original, explanation.of(kind, spec, misses))
                : CoreResolution.of(kind, spec, original, null, answer);
    }

    private static @Nullable CoreValue answerOfAbsence(CoreKind kind) {
        return switch (kind) {
            case FIELD_EXISTS, TYPE_ID_TARGET, TYPE_EXISTS, TYPE_SIZE, ENUMVAL_EXISTS, TYPE_MATCHES -> CoreValue.ABSENT;
            case FIELD_BYTE_OFFSET,
                    FIELD_BYTE_SIZE,
                    FIELD_SIGNED,
                    FIELD_LSHIFT_U64,
                    FIELD_RSHIFT_U64,
                    ENUMVAL_VALUE,
                    TYPE_ID_LOCAL -> null;
        };
    }
}
