// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** What kernels said to loads of each program type, against the models. */
class ProgramRulesTest {
    private static final int SLEEPABLE = 1 << 4;
    private static final int ATTACH_TYPES = 66;

    @TestFactory
    Stream<DynamicTest> rulesAreAsMeasured() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String release : List.of("5.10", "6.1", "6.12", "6.18", "7.2")) {
            for (String line : lines("rules-" + release + ".txt")) {
                if (!line.startsWith("#")) {
                    String[] words = line.split(" ");
                    tests.add(DynamicTest.dynamicTest(
                            release + " " + words[0],
                            () -> assertThat(line(release, words)).isEqualTo(line)));
                }
            }
        }
        return tests.stream();
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream stream = ProgramRulesTest.class.getResourceAsStream("/program/" + resource)) {
            assertThat(stream).as(resource).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** The same line from the models. */
    private static String line(String release, String[] words) {
        ProgramType type = ProgramType.valueOf(words[0].toUpperCase(Locale.ROOT));
        KernelProfile profile = KernelProfile.of(release);
        if (words[1].equals("none")) {
            return words[0] + (takenAttachTypes(type, profile).isEmpty() || !isBuiltIn(type, profile) ? " none" : "");
        }
        return Arrays.stream(words)
                .skip(1)
                .map(word -> word.substring(0, word.indexOf('=') + 1))
                .map(word -> word + answer(type, profile, word, words))
                .collect(Collectors.joining(" ", words[0] + " ", ""));
    }

    /** The measured kernels were built without infrared; and a type may be younger than a release. */
    private static boolean isBuiltIn(ProgramType type, KernelProfile profile) {
        return type != ProgramType.LIRC_MODE2 && profile.release().has(type.since());
    }

    private static String answer(ProgramType type, KernelProfile profile, String word, String[] words) {
        ContextRules rules = ProgramTypes.find(type).orElseThrow();
        List<Integer> taken = takenAttachTypes(type, profile);
        ProgramSetting setting = setting(type, profile, taken.get(0));
        return switch (word) {
            case "attach=" -> ranges(taken);
            case "sleepable=" ->
                yesOrNo(rules.refusal(setting.withFlags(SLEEPABLE)).isEmpty());
            case "ld_abs=" -> yesOrNo(rules.loadsPacketBytes(profile));
            case "move=" -> rules.contextMove(setting).name().toLowerCase(Locale.ROOT);
            case "lend=" ->
                Arrays.asList(words).contains("lend=-") ? "-" : yesOrNo(rules.lendsContextAsMemory(setting));
            case "packet=" -> Arrays.asList(words).contains("packet=-") ? "-" : packet(rules.packetAccess(profile));
            default -> returns(type, profile, word, words);
        };
    }

    /** The attach types of those measured for which a range is right. */
    private static String returns(ProgramType type, KernelProfile profile, String word, String[] words) {
        String range = word.substring("return:".length(), word.length() - 1);
        List<Integer> measured = Arrays.stream(words)
                .filter(each -> each.startsWith("return:"))
                .flatMap(each ->
                        Arrays.stream(each.substring(each.indexOf('=') + 1).split(",")))
                .flatMap(ProgramRulesTest::numbers)
                .sorted()
                .toList();
        return ranges(measured.stream()
                .filter(attachType -> text(ProgramTypes.find(type)
                                .orElseThrow()
                                .returnRange(setting(type, profile, attachType)))
                        .equals(range))
                .toList());
    }

    private static Stream<Integer> numbers(String range) {
        String[] ends = range.split("-");
        return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                .boxed();
    }

    private static String text(ReturnRange range) {
        return range.checked() ? range.min() + ".." + range.max() : "any";
    }

    private static String packet(PacketAccess access) {
        return switch (access) {
            case NONE, READ -> "read";
            case READ_WRITE, READ_WRITE_ANY_HELPER -> "write";
        };
    }

    private static List<Integer> takenAttachTypes(ProgramType type, KernelProfile profile) {
        return IntStream.range(0, ATTACH_TYPES)
                .filter(attachType -> ProgramTypes.find(type)
                        .orElseThrow()
                        .refusal(setting(type, profile, attachType))
                        .isEmpty())
                .boxed()
                .toList();
    }

    /** Programs that only run in test runs must be sleepable. */
    private static ProgramSetting setting(ProgramType type, KernelProfile profile, int attachType) {
        int flags = type == ProgramType.SYSCALL ? SLEEPABLE : 0;
        return new ProgramSetting(type, attachType, profile, flags, null, null, Archs.X86_64);
    }

    private static String ranges(List<Integer> numbers) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < numbers.size(); i++) {
            int first = numbers.get(i);
            while (i + 1 < numbers.size() && numbers.get(i + 1) == numbers.get(i) + 1) {
                i++;
            }
            text.append(text.isEmpty() ? "" : ",").append(first);
            text.append(numbers.get(i) == first ? "" : "-" + numbers.get(i));
        }
        return text.toString();
    }

    private static String yesOrNo(boolean answer) {
        return answer ? "yes" : "no";
    }
}
