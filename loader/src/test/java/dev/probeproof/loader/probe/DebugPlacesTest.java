// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.dwarf.AddressRange;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Places and variables of the programs of {@code /dwarf}, whose sources are beside them. */
class DebugPlacesTest {
    private static final TargetKernel KERNEL = new TargetKernel(
            "6.12",
            "6.12",
            Archs.X86_64,
            BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf(),
            KernelSymbols.NONE);

    private static Path path(String name) {
        try {
            return Path.of(DebugPlacesTest.class.getResource("/dwarf/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DebugInfo info(String name) {
        try {
            return DebugInfo.open(ElfReader.read(Bytes.map(path(name))));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final DebugTarget PROGRAM = DebugTarget.ofProgram(KERNEL, path("two-units-5"), info("two-units-5"));

    private static List<ResolvedSite> sites(String definition) {
        return ProbePointResolver.examineAll(ProbeDefinition.parse(definition), PROGRAM);
    }

    private static List<ProbePoint> points(String definition) {
        return ProbePointResolver.resolve(ProbeDefinition.parse(definition), PROGRAM);
    }

    private static FetchArgument.Fetch fetch(ResolvedSite site, int argument) {
        return site.arguments().get(argument).orThrow().argument().fetch();
    }

    private static FetchBase register(String name) {
        return new FetchBase.Register(Archs.X86_64.register(name).orElseThrow());
    }

    @Test
    void everyInlinedCopyIsAPlaceOfItsOwnWithItsOwnRegisters() {
        List<ResolvedSite> sites = sites("scaled(factor)");

        assertThat(sites)
                .extracting(ResolvedSite::words)
                .containsExactly(
                        "scaled inlined into hidden at sample.c:24",
                        "scaled inlined into twice at sample.c:29",
                        "scaled inlined into twice at sample.c:29",
                        "scaled inlined into loop at sample.c:36",
                        "scaled inlined into entry at sample.c:29",
                        "scaled inlined into entry at sample.c:29");
        assertThat(sites)
                .extracting(ResolvedSite::address)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void staticFunctionsOfOneNameAreAllMeantAndToldApartByTheirFile() {
        assertThat(sites("hidden")).hasSize(2);
        assertThat(sites("hidden@second.c(value)"))
                .singleElement()
                .satisfies(site -> assertThat(fetch(site, 0).base()).isEqualTo(register("di")));
        assertThatThrownBy(() -> sites("hidden@third.c"))
                .isInstanceOf(ProbeResolutionException.class)
                .hasMessageContaining("no function 'hidden' is of a file third.c in program");
    }

    @Test
    void whatOnlySomePlacesHaveIsAbsentAtTheOthers() {
        List<ProbePoint> points = points("hidden(count)");

        assertThat(points.get(0).arguments().get(0).fetch().base()).isEqualTo(register("si"));
        assertThat(points.get(1).arguments().get(0).fetch().base()).isInstanceOf(FetchBase.Absent.class);
        assertThat(points.get(1).arguments().get(0).fetch().leaf())
                .as("handed over in the same form")
                .isEqualTo(points.get(0).arguments().get(0).fetch().leaf());
    }

    @Test
    void whatNoPlaceHasIsAnError() {
        assertThatThrownBy(() -> points("hidden(nonsense)"))
                .isInstanceOf(ProbeResolutionException.class)
                .hasMessageContaining("no variable 'nonsense' is visible at entry of hidden in program")
                .hasMessageContaining("hidden(nonsense)\n         ^");
    }

    @Test
    void atTheEntryParametersAreWhereTheCallingConventionPutsThemAndNotInAFrameThatIsNotThereYet() {
        DebugTarget unoptimized = DebugTarget.ofKernel(KERNEL, info("gcc-O0-5.o"));
        ProbeDefinition definition = ProbeDefinition.parse("twice(factor, pair->y)");

        ResolvedSite entry =
                ProbePointResolver.examineAll(definition, unoptimized).get(0);
        ResolvedSite inside = ProbePointResolver.examineAll(
                        ProbeDefinition.parse("twice:2(factor, pair->y)"), unoptimized)
                .get(0);

        assertThat(fetch(entry, 0).base()).isEqualTo(register("si"));
        assertThat(fetch(entry, 1).derefs()).containsExactly(new Deref(4, AddressSpaceKind.KERNEL));
        assertThat(fetch(inside, 0).base()).as("in its frame").isNotEqualTo(register("si"));
        assertThat(fetch(inside, 0).derefs()).hasSize(1);
        assertThat(fetch(inside, 1).derefs()).hasSize(2);
    }

    @Test
    void linesCountFromTheDeclarationAndLocalVariablesHaveTheirPlacesThere() {
        ResolvedSite site = sites("loop:4(sum, i, limit)").get(0);

        assertThat(site.words()).isEqualTo("loop+0x30");
        assertThat(fetch(site, 0).base()).isEqualTo(register("r12"));
        assertThat(fetch(site, 1).base()).isEqualTo(register("bx"));
    }

    @Test
    void aLineIsEveryPlaceItWasCompiledTo() {
        assertThat(sites("sample.c:10")).hasSize(7);
        assertThatThrownBy(() -> sites("sample.c:8"))
                .isInstanceOf(ProbeResolutionException.class)
                .hasMessageContaining("no code was made of line 8 of sample.c")
                .hasMessageContaining("the next line with code is 10");
    }

    @Test
    void inlinedCodeHasNoReturnToProbe() {
        assertThat(sites("external%return($retval)"))
                .singleElement()
                .satisfies(site -> assertThat(((AttachPoint.Uprobe) site.attachPoint()).onReturn())
                        .isTrue());
        assertThatThrownBy(() -> sites("scaled%return"))
                .isInstanceOf(ProbeResolutionException.class)
                .hasMessageContaining("inlined code has no return that could be probed");
    }

    @Test
    void placesInAProgramAreOffsetsOfItsFileAndReadUserMemoryOnEveryHop() {
        ResolvedSite site = sites("twice(pair->x)").stream()
                .filter(at -> at.words().equals("entry of twice"))
                .findFirst()
                .orElseThrow();

        assertThat(site.attachPoint()).isEqualTo(new AttachPoint.Uprobe(path("two-units-5"), 0x1060, -1, false));
        assertThat(fetch(site, 0).derefs()).containsExactly(new Deref(0, AddressSpaceKind.USER));
    }

    @Test
    void dataOfAKernelIsNamedBySymbolBecauseItMayRunAnywhere() {
        DebugTarget kernel = DebugTarget.ofKernel(KERNEL, info("two-units-5"));

        ResolvedSite site = ProbePointResolver.examineAll(ProbeDefinition.parse("twice($global(total))"), kernel)
                .get(0);

        assertThat(site.attachPoint()).isEqualTo(new AttachPoint.Kprobe("twice", 0, false));
        assertThat(fetch(site, 0).base()).isEqualTo(new FetchBase.Symbol("total", 0));
    }

    @Test
    void aNameThatIsThereTwiceNamesNoPlaceOfAKernel() {
        DebugTarget kernel = DebugTarget.ofKernel(KERNEL, info("two-units-5"));

        assertThatThrownBy(() -> ProbePointResolver.examineAll(ProbeDefinition.parse("hidden"), kernel))
                .isInstanceOf(ProbeResolutionException.class)
                .hasMessageContaining("no symbol that is there only once names the code at 0x401000");
    }

    @Test
    void unknownFunctionsAndAddressesAreErrors() {
        assertThatThrownBy(() -> sites("nothing")).hasMessageContaining("no function 'nothing' in program");
        assertThatThrownBy(() -> sites("0x1")).hasMessageContaining("no function is at 0x1 in program");
        assertThatThrownBy(() -> sites("twice+0x4000")).hasMessageContaining("shorter than 16384 bytes");
    }

    private static List<ResolvedSite> callers(String definition) {
        return ProbePointResolver.examineAll(
                ProbeDefinition.parse(definition), DebugTarget.ofProgram(KERNEL, path("callers-5"), info("callers-5")));
    }

    private static long insideSum() {
        return info("callers-5").functions("sum").get(0).inlined().get(0).ranges().stream()
                .mapToLong(AddressRange::low)
                .max()
                .orElseThrow();
    }

    @Test
    void aPointerThatTheCompilerRemovedIsFollowedToTheVariableItself() {
        String place = "0x" + Long.toHexString(insideSum());

        ResolvedSite site = callers(place + "(pair->left, *factor, factor[0])").get(0);

        assertThat(fetch(site, 0).base()).isEqualTo(register("di"));
        assertThat(fetch(site, 1).base()).isEqualTo(new FetchBase.Immediate(3));
        assertThat(fetch(site, 2)).isEqualTo(fetch(site, 1));
    }

    @Test
    void aPointerThatTheCompilerRemovedHasNoValueAndNothingBesidesItsVariable() {
        String place = "0x" + Long.toHexString(insideSum());

        ResolvedSite site =
                callers(place + "(pair, factor[1], factor[-1], &pair->left)").get(0);

        for (ArgumentOutcome outcome : site.arguments()) {
            assertThat(outcome).isInstanceOf(ArgumentOutcome.Unresolved.class);
        }
        assertThat(((ArgumentOutcome.Unresolved) site.arguments().get(0)).failure())
                .hasMessageContaining("points to 'pair', which the compiler keeps in no memory");
    }

    @Test
    void offsetsAreThoseOfTheProgramAndAddressesThoseOfItsDebugFile() throws IOException {
        DebugTarget apart = DebugTarget.ofProgram(
                KERNEL,
                path("callers-5.stripped"),
                ElfReader.read(Bytes.map(path("callers-5.stripped"))),
                info("callers-5.debug"));
        ProbeDefinition definition = ProbeDefinition.parse("through:4(outer)");

        ResolvedSite one = callers(definition.text()).get(0);
        ResolvedSite two = ProbePointResolver.examineAll(definition, apart).get(0);

        assertThat(two.address()).isEqualTo(one.address());
        assertThat(((AttachPoint.Uprobe) two.attachPoint()).fileOffset())
                .isEqualTo(((AttachPoint.Uprobe) one.attachPoint()).fileOffset());
        assertThat(fetch(two, 0)).isEqualTo(fetch(one, 0));
    }
}
