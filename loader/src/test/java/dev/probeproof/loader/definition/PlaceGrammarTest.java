// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PlaceGrammarTest {
    private static final int NO_LINE = ProbePlace.NO_LINE;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "vfs_read;                   vfs_read;   '';              0;  -1; 1",
                "foo.isra.0(a);              foo.isra.0; '';              0;  -1; 1",
                "vfs_read + 0x10 (%di);      vfs_read;   '';              16; -1; 1",
                "vfs_read:12(count);         vfs_read;   '';              0;  12; 1",
                "vfs_read:0;                 vfs_read;   '';              0;  0;  1",
                "init@fs/dma-buf.c(a);       init;       fs/dma-buf.c;    0;  -1; 1",
                "init@dma-buf.c:7(a);        init;       dma-buf.c;       0;  7;  1",
                "init @ dma-buf.c + 8;       init;       dma-buf.c;       8;  -1; 1",
                "init@x.c%return;            init;       x.c;             0;  -1; 1",
                "tcp_*(sk);                  tcp_*;      '';              0;  -1; 1",
                "*_read;                     *_read;     '';              0;  -1; 1",
                "tcp_[a-z]?*;                tcp_[a-z]?*; '';             0;  -1; 1",
            })
    void aFunctionAndPlacesInside(String text, String name, String file, long offset, int line, int column) {
        ProbeDefinition definition = ProbeDefinition.parse(text);

        assertThat(definition.place()).isEqualTo(new ProbePlace.Function(name, file, offset, line, column));
        assertThat(definition.target()).isNull();
        assertThat(definition.function()).isEqualTo(name);
        assertThat(definition.functionColumn()).isEqualTo(column);
    }

    @ParameterizedTest
    @CsvSource({"vfs_read, false", "tcp_*, true", "t?p, true", "tcp_[ab], true"})
    void aGlobStandsForManyFunctions(String name, boolean glob) {
        assertThat(((ProbePlace.Function) ProbeDefinition.parse(name).place()).isGlob())
                .isEqualTo(glob);
    }

    @ParameterizedTest
    @CsvSource({"read_write.c:451(buf)", "fs/read_write.c : 451 (buf)", "./a.cc:1", "x-y/z.rs:3"})
    void aSourceLine(String text) {
        ProbePlace place = ProbeDefinition.parse(text).place();

        assertThat(place).isInstanceOf(ProbePlace.SourceLine.class);
        assertThat(place).hasToString(text.replaceAll("\\(.*", "").replace(" ", ""));
    }

    @Test
    void anAddress() {
        assertThat(ProbeDefinition.parse("0xffffffff81000000(%di)").place())
                .isEqualTo(new ProbePlace.Address(0xffff_ffff_8100_0000L, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/usr/bin/bash:readline%return($retval:string); /usr/bin/bash; true;  readline; 15",
                "./a.out : main;                      ./a.out;       true;  main;     11",
                "libc.so.6:malloc(bytes);             libc.so.6;     true;  malloc;   11",
                "/usr/bin/x:main.c:12(argc);          /usr/bin/x;    true;  main.c:12; 12",
                "/usr/bin/x:main:3(argc);             /usr/bin/x;    true;  main:3;   12",
                "/usr/bin/x:0x1040;                   /usr/bin/x;    true;  0x1040;   12",
                "/usr/bin/x:*_init;                   /usr/bin/x;    true;  *_init;   12",
                "ext4:ext4_file_open(file);           ext4;          false; ext4_file_open; 6",
            })
    void whatTheProbeIsIn(String text, String target, boolean file, String place, int column) {
        ProbeDefinition definition = ProbeDefinition.parse(text);

        assertThat(definition.target()).isNotNull();
        assertThat(definition.target().name()).isEqualTo(target);
        assertThat(definition.target().isFile()).isEqualTo(file);
        assertThat(definition.place()).hasToString(place);
        assertThat(definition.place().column()).isEqualTo(column);
    }

    @Test
    void onlyTheEntryAndTheReturnAreWhole() {
        assertThat(new ProbePlace.Function("f", "", 0, NO_LINE, 1).isWhole()).isTrue();
        assertThat(new ProbePlace.Function("f", "x.c", 0, NO_LINE, 1).isWhole()).isTrue();
        assertThat(new ProbePlace.Function("f", "", 4, NO_LINE, 1).isWhole()).isFalse();
        assertThat(new ProbePlace.Function("f", "", 0, 0, 1).isWhole()).isFalse();
    }

    @Test
    void aReturnValueFromInsideAFunctionMakesNoReturnProbe() {
        ProbeSyntaxException error =
                catchThrowableOfType(ProbeSyntaxException.class, () -> ProbeDefinition.parse("f:3(a, $retval)"));

        assertThat(error).hasMessageContaining("$retval is there only at the return of a whole function");
        assertThat(error.column()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "f+(a);            3; expected an offset in bytes but found '('",
                "f+4%return;       4; %return is of a whole function",
                "f:4%return;       4; %return is of a whole function",
                "a.c:4%return;     6; %return is of a whole function",
                "0x10%return;      5; %return is of a whole function",
                "f%retrun;         2; nearest: %return",
                "f@(a);            3; expected a source file after @, such as fs/read_write.c, but found '('",
                "f@user(a);        3; expected a source file after @, such as fs/read_write.c, but found 'user'",
                "f:-1;             3; expected a line, counted from the function's first but found '-'",
                "f+0xffffffffffffffff; 3; an offset beyond 63 bits",
                "a.c:0;            5; a line must be from 1 to",
                "fs/a.c(x);        7; expected ':' and a line after the source file fs/a.c but found '('",
                "/bin/x;           7; expected ':' and a line after the source file",
                "/bin/x:;          8; expected a line but found the end",
                "x~y*;             1; 'x~y*' is no pattern of function names",
                "f:4($arg1);       5; $arg1 cannot be read inside a function",
                "f+4($arg1->a);    5; $arg1 cannot be read inside a function",
                "f-4(a);           2; expected the end or '(' but found '-'",
            })
    void saysWhatIsWrongAtWhichColumn(String text, int column, String problem) {
        ProbeSyntaxException error =
                catchThrowableOfType(ProbeSyntaxException.class, () -> ProbeDefinition.parse(text));

        assertThat(error).as(text).isNotNull();
        assertThat(error).hasMessageContaining(problem);
        assertThat(error.column()).as(error.getMessage()).isEqualTo(column);
    }
}
