// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.definition.EventName;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Definitions in perf's and the kernel's words become the same points as ours; rows are those of what perf did otherwise. */
class PerfDefinitionsTest {
    private static final TargetKernel EMPTY = new TargetKernel(
            "6.12",
            "6.12",
            Archs.X86_64,
            BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf(),
            KernelSymbols.NONE);
    private static final DebugTarget PROGRAM = DebugTarget.ofProgram(EMPTY, path(), info());
    private static final KernelSymbols SYMBOLS = new KernelSymbols() {
        private final Map<String, Long> addresses = Map.of("f_asm", 0x1000L, "jiffies", 0x2000L);

        @Override
        public OptionalLong address(String name) {
            Long address = addresses.get(name);
            return address == null ? OptionalLong.empty() : OptionalLong.of(address);
        }

        @Override
        public Collection<String> names() {
            return addresses.keySet();
        }
    };
    private static final TargetKernel KERNEL = kernel();

    private static Path path() {
        try {
            return Path.of(
                    PerfDefinitionsTest.class.getResource("/dwarf/two-units-5").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DebugInfo info() {
        try {
            return DebugInfo.open(ElfReader.read(Bytes.map(path())));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TargetKernel kernel() {
        TinyKernel kernel = new TinyKernel(Archs.X86_64);
        int text = kernel.pointer(kernel.charType);
        int inode = kernel.struct(
                "inode",
                24,
                TinyKernel.at(0, text, "name"),
                TinyKernel.at(8, kernel.u32, "mode"),
                TinyKernel.bits(96, 3, kernel.u32, "kind"),
                TinyKernel.at(16, kernel.array(kernel.u32, 2), "sizes"));
        int file = kernel.struct(
                "file", 32, TinyKernel.at(0, kernel.pointer(inode), "inode"), TinyKernel.at(8, inode, "own"));
        kernel.function(
                "f_read",
                kernel.s64,
                TinyKernel.param(kernel.pointer(file), "file"),
                TinyKernel.param(text, "buf"),
                TinyKernel.param(kernel.u32, "count"));
        kernel.function(
                "f_write", kernel.s64, TinyKernel.param(kernel.u64, "count"), TinyKernel.param(kernel.u32, "flags"));
        return kernel.symbols(SYMBOLS).build();
    }

    private static List<ProbePoint> points(String text) {
        return ProbePointResolver.resolve(ProbeNotation.readAny(text), KERNEL);
    }

    private static String event(String text) {
        TraceEvent event = TraceEvent.of(points(text).get(0), new EventName(null, null), KERNEL);
        return event.command() + event.missing();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "f_read file->inode->mode            | p f_read mode=+8(+0(%di)):u32{}",
                "f_read file->inode->mode:x8         | p f_read mode=+8(+0(%di)):x8{}",
                "f_read file->inode->mode:s          | p f_read mode=+8(+0(%di)):s32{}",
                "f_read file->inode->name:string     | p f_read name=+0(+0(+0(%di))):string{}",
                "f_read file->inode->name:ustring    | p f_read name=+u0(+0(+0(%di))):string{}",
                "f_read file->inode->sizes[1]        | p f_read sizes=+20(+0(%di)):u32{}",
                "f_read file->inode->sizes:u32[2]    | p f_read sizes=+16(+0(%di)):x8[8]{}",
                "f_read file->inode->kind            | p f_read kind=+12(+0(%di)):b3@0/32{}",
                "f_read file->own.mode:b4@0/32       | p f_read mode=+16(%di):b4@0/32{}",
                "f_read file->inode:string[2]        | p f_read inode=+0(%di):string[2]{}",
                "f_read buf[3]@user                  | p f_read buf=+u3(%si):u8{}",
                "f_read %si:x16                      | p f_read arg1=%si:x16{}",
                "f_read $arg3:u32                    | p f_read arg1=%dx:u32{}",
                "f_read $stack2                      | p f_read arg1=+16(%sp):u64{}",
                "f_read @jiffies                     | p f_read arg1=@jiffies:u64{}",
                "f_read +u8(+4(%di)):u16             | p f_read arg1=+u8(+4(%di)):u16{}",
                "f_read $comm                        | p f_read arg1=$comm:string{}",
                "f_read \\7:u8                       | p f_read arg1=\\7:u8{}",
                "f_read%return $retval               | r f_read arg1=%ax:u64{}",
                "f_asm+4 %di                         | p f_asm+4 arg1=%di:u64{}",
                "p:g/e f_read+8 %di                  | p f_read+8 arg1=%di:u64{}",
                "p f_read file->inode->mode buf:string | p f_read arg1=+8(+0(%di)):u32 buf=+0(%si):string{}",
                "r f_read $retval:s32                | r f_read arg1=%ax:s32{}",
                "p f_read +0(+8($arg1)):ustring[3]   | p f_read arg1=+0(+8(%di)):ustring[3]{}",
                "p 0x1010 %di                        | p f_asm+16 arg1=%di:u64{}",
                "p /bin/x:0x40 +8(%di):u32           | p /bin/x:0x40 arg1=+8(%di):u32{}",
            })
    void row14and15RawWordsAndAllTypesMeanWhatTheyMeanToTheKernel(String definition, String event) {
        assertThat(event(definition)).isEqualTo(event);
    }

    @Test
    void row10EveryReadAtAPlaceOfAUserProgramIsOneOfUserMemory() {
        FetchArgument.Fetch fetch = points("p /bin/x:0x40 +8(+0(%di)):u32")
                .get(0)
                .arguments()
                .get(0)
                .fetch();

        assertThat(fetch.derefs()).allMatch(deref -> deref.space() == AddressSpaceKind.USER);
    }

    @Test
    void row9and11UserMemoryBeginsBehindAPointerAndNotAtTheVariable() {
        assertThat(event("f_read file->own.name@user")).isEqualTo("p f_read name=+u8(%di):u64{}");
        assertThat(event("f_read count@user")).isEqualTo("p f_read count=%dx:u32{}");
    }

    @Test
    void row28ParametersAreThoseOfEachCopyAndTheirUnionByName() {
        List<ProbePoint> points = points("f_* $params");

        assertThat(points)
                .extracting(point ->
                        point.arguments().stream().map(FetchArgument::name).toList())
                .containsExactly(List.of("file", "buf", "count", "flags"), List.of("file", "buf", "count", "flags"));
        FetchArgument flags = points.get(0).arguments().get(3);
        assertThat(flags.fetch().base()).isInstanceOf(FetchBase.Absent.class);
        assertThat(points.get(1).arguments().get(2).fetch().base())
                .isEqualTo(new FetchBase.Register(Archs.X86_64.register("di").orElseThrow()));
    }

    @Test
    void row28VariablesAreThoseOfEachInlinedCopy() {
        List<ProbePoint> points = ProbePointResolver.resolve(ProbeNotation.PERF.read("x=scaled $vars"), PROGRAM);

        assertThat(points).hasSizeGreaterThan(2);
        assertThat(points)
                .allSatisfy(point -> assertThat(point.arguments())
                        .extracting(FetchArgument::name)
                        .containsExactlyElementsOf(points.get(0).arguments().stream()
                                .map(FetchArgument::name)
                                .toList()));
        assertThat(points.get(0).arguments()).extracting(FetchArgument::name).contains("factor");
    }

    @Test
    void variablesNeedDebugInformationAndSayWhere() {
        assertThatThrownBy(() -> points("f_read $vars"))
                .isInstanceOf(ProbeResolutionException.class)
                .hasMessageContaining("which variables there are needs debug information")
                .hasMessageContaining("--debug-info");
    }

    @Test
    void row29SectionsHaveTermsBlanksAndPatterns() {
        ProbeDefinition definition = ProbeNotation.PERF.read("exec=/bin/sh ; inlines=no;\n line=main;argc*=?  %di");

        assertThat(definition.target().name()).isEqualTo("/bin/sh");
        assertThat(definition.inlinedCopies()).isFalse();
        assertThat(definition.place()).hasToString("main;argc*=?");
        assertThat(definition.event().event()).isEqualTo("line");
    }

    @Test
    void inlinesNoLeavesOutInlinedCopies() {
        assertThatThrownBy(() ->
                        ProbePointResolver.resolve(ProbeNotation.PERF.read("inlines=no;x=scaled factor"), PROGRAM))
                .isInstanceOf(ProbeResolutionException.class)
                .hasMessageContaining("inlines=no");
    }

    @Test
    void linesAreFoundByTheirTextWhereTheSourceIs(@TempDir Path directory) throws IOException {
        String source = Files.readString(path().resolveSibling("sample.c"));
        Files.writeString(directory.resolve("sample.c"), source);
        int line = 1
                + source.lines()
                        .toList()
                        .indexOf(source.lines()
                                .filter(text -> text.contains("scaled("))
                                .skip(1)
                                .findFirst()
                                .orElseThrow());
        String pattern =
                source.lines().toList().get(line - 1).replaceAll("\\s", "").replaceAll("[^\\w]", "?");
        DebugTarget target = PROGRAM.withSources(List.of(directory));

        List<ResolvedSite> byText =
                ProbePointResolver.examineAll(ProbeNotation.PERF.read("x=sample.c;" + pattern), target);
        List<ResolvedSite> byLine = ProbePointResolver.examineAll(ProbeDefinition.parse("sample.c:" + line), target);

        assertThat(byText)
                .extracting(ResolvedSite::address)
                .containsExactlyElementsOf(
                        byLine.stream().map(ResolvedSite::address).toList());
    }

    @Test
    void aPatternWithoutTheSourceSaysWhichFileIsMissing() {
        assertThatThrownBy(() -> ProbePointResolver.resolve(ProbeNotation.PERF.read("x=sample.c;nothing*"), PROGRAM))
                .isInstanceOf(ProbeResolutionException.class)
                .hasMessageContaining("sample.c is not here")
                .hasMessageContaining("--source DIR");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "f_read%return count             | 15 | cannot be read at the return",
                "f_read $retval                  | 8  | only at the return",
                "f_read+4 $arg1                  | 10 | only at the entry",
                "r f_read $arg1                  | 10 | not in the registers any more",
                "t sched_switch                  | 3  | no place in code",
                "p /bin/x:0x40(0x80) %di         | 3  | counter",
                "f_read +8(%di)@user             | 8  | perf ignores it",
            })
    void row30WhatCannotBeIsRefusedWithItsColumn(String definition, int column, String problem) {
        assertThatThrownBy(() -> ProbeNotation.readAny(definition))
                .isInstanceOfSatisfying(ProbeSyntaxException.class, error -> {
                    assertThat(error.column()).isEqualTo(column);
                    assertThat(error).hasMessageContaining(problem);
                });
    }

    @Test
    void row31WhatTraceEventsHaveNoWordsForIsLeftOutAndTold() {
        String chain = "+0(".repeat(30) + "%di" + ")".repeat(30);
        TraceEvent event = TraceEvent.of(
                points("f_read(a=" + chain + ", b=&file->inode->mode, c=count)").get(0),
                new EventName("g", "e"),
                KERNEL);

        assertThat(event.command()).isEqualTo("p:g/e f_read c=%dx:u32");
        assertThat(event.missing().get("a")).contains("63 characters");
        assertThat(event.missing().get("b")).contains("no words for");
    }

    @Test
    void aTypeThatDoesNotGoWithTheValueIsRefused() {
        assertThatThrownBy(() -> points("f_read count:u32[4]"))
                .isInstanceOf(ProbeResolutionException.class)
                .hasMessageContaining("it lies in a register, not in memory");
    }

    @Test
    void languagesAreToldByTheirForm() {
        assertThat(ProbeNotation.of("vfs_read(file->f_pos)")).isEqualTo(ProbeNotation.NATIVE);
        assertThat(ProbeNotation.of("vfs_read + 8")).isEqualTo(ProbeNotation.NATIVE);
        assertThat(ProbeNotation.of("vfs_read file count")).isEqualTo(ProbeNotation.PERF);
        assertThat(ProbeNotation.of("x=vfs_read")).isEqualTo(ProbeNotation.PERF);
        assertThat(ProbeNotation.of("p:g/e vfs_read")).isEqualTo(ProbeNotation.TRACEFS);
        assertThat(ProbeNotation.of("r4 vfs_read $retval")).isEqualTo(ProbeNotation.TRACEFS);
    }

    @Test
    void pointsOfAProgramAreNamedByTheirPlaceInTheFile() {
        ProbePoint point = points("p /bin/x:0x40").get(0);

        assertThat(point.attachPoint()).isEqualTo(new AttachPoint.Uprobe(Path.of("/bin/x"), 0x40, -1, false));
    }
}
