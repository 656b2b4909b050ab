// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ProbeDefinitionTest {

    @ParameterizedTest
    @ValueSource(strings = {"vfs_read", " vfs_read ", "vfs_read()", "vfs_read ( )"})
    void aFunctionNeedsNoArguments(String text) {
        ProbeDefinition definition = ProbeDefinition.parse(text);

        assertThat(definition.function()).isEqualTo("vfs_read");
        assertThat(definition.arguments()).isEmpty();
        assertThat(definition.onReturn()).isFalse();
    }

    @Test
    void aPathKeepsItsStepsAndTheirColumns() {
        PathExpression path = ProbeDefinition.parse("f(a->b . c [ 0x10 ]->d[-2] : ustring(12))")
                .arguments()
                .get(0)
                .path();

        assertThat(path)
                .isEqualTo(new PathExpression(
                        "a",
                        3,
                        List.of(
                                new PathStep.Member("b", true, 6),
                                new PathStep.Member("c", false, 10),
                                new PathStep.Index(16, 14),
                                new PathStep.Member("d", true, 22),
                                new PathStep.Index(-2, 24)),
                        new TextType(12, AddressSpaceKind.USER)));
        assertThat(path).hasToString("a->b.c[16]->d[-2]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "f%return(x=$retval);  true",
                "f%return;             true",
                "f($retval->a.b);      true",
                "f($retval:string);    true",
                "f($retval:u32);       true",
                "f(x=%ax);             false",
            })
    void aReturnValueMakesItAReturnProbe(String text, boolean onReturn) {
        assertThat(ProbeDefinition.parse(text).onReturn()).isEqualTo(onReturn);
    }

    @Test
    void labelsAreTheLastMemberTheParameterOrThePosition() {
        assertThat(ProbeDefinition.parse("f(a->b[1], a, c[2], x=a->b, b, a->b, %di)")
                        .arguments())
                .extracting(ArgumentDefinition::label)
                .containsExactly("b", "a", "c", "x", "b_2", "b_3", "arg7");
        assertThat(ProbeDefinition.parse("f($retval, b=$retval->c)").arguments())
                .extracting(ArgumentDefinition::label)
                .containsExactly("retval", "b");
    }

    @Test
    void anAutomaticLabelGivesWayToAChosenOne() {
        assertThat(ProbeDefinition.parse("f(a->b, b=c)").arguments())
                .extracting(ArgumentDefinition::label)
                .containsExactly("b_2", "b");
    }

    @Test
    void aClaimKeepsBothSides() {
        ArgumentDefinition claim = ProbeDefinition.parse("f(m=a->b:string == +0(+8(%di)):string)")
                .arguments()
                .get(0);

        assertThat(claim.isClaim()).isTrue();
        assertThat(claim.label()).isEqualTo("m");
        assertThat(claim.text()).isEqualTo("m=a->b:string == +0(+8(%di)):string");
        assertThat(claim.path()).hasToString("a->b");
        assertThat(claim.fetch().text()).isEqualTo("+0(+8(%di)):string");
        assertThat(claim.fetch().column()).isEqualTo(20);
    }

    @Test
    void aPathAndAFetchAloneAreNoClaims() {
        List<ArgumentDefinition> arguments =
                ProbeDefinition.parse("f(a, b=%si)").arguments();

        assertThat(arguments).extracting(ArgumentDefinition::isClaim).containsExactly(false, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "``;                     1; expected a function name but found the end",
                "f(;                     3; expected a parameter or one of ( * & % $ @ \\ + - but found the end",
                "f(a;                    4; expected ')' or ',' after an argument but found the end",
                "f(a,);                  5; expected a parameter or one of ( * & % $ @ \\ + - but found ')'",
                "f(a b);                 5; expected ')' or ',' after an argument but found 'b'",
                "f(a)x;                  5; expected the end but found 'x'",
                "f x;                    3; expected the end or '(' but found 'x'",
                "f%retrun(a);            2; only %return may follow a function name; nearest: %return",
                "f(a->);                 6; expected a member after -> but found ')'",
                "f(a.9);                 5; expected a member after . but found '9'",
                "f(a[x]);                5; expected an index but found 'x'",
                "f(a[1);                 6; expected ']' after an index but found ')'",
                "f(a[010]);              5; leading 0 is octal",
                "f(a[99999999999]);      5; an index beyond 32 bits",
                "f(a[99999999999999999999]); 5; a number of more than 64 bits",
                "f(*);                   4; expected a parameter but found ')'",
                "f(&a->);                7; expected a member after -> but found ')'",
                "f((struct s *));         15; expected a parameter but found ')'",
                "f(a:u32);               5; a path has its width and sign from the kernel's types",
                "f(a:strng);             5; unknown type 'strng'; nearest: string",
                "f(a:string(0));         12; the size of a string must be from 1 to 4096, not 0",
                "f(a:string(4097));      12; must be from 1 to 4096, not 4097",
                "f(a:string(4);          14; expected ')' or ',' after an argument",
                "f(x=a, x=b);            8; a second argument labelled 'x'",
                "f($retval, a->b);       12; parameter 'a' cannot be read at the return",
                "f%return(a);            10; parameter 'a' cannot be read at the return",
                "f%return(x=$arg1);      12; $arg1 cannot be read at the return",
                "f(%);                   4; expected a register name",
                "f($foo);                3; unknown variable '$foo'",
                "f($arg0);               3; unknown variable '$arg0'",
                "f($retvla);             3; nearest: $retval",
                "f(+8);                  5; expected '(' after the offset of a dereference",
                "f(+8(%di);              10; expected ')' or ',' after an argument",
                "f(+u(%di));             5; expected an offset but found '('",
                "f(-(%di));              4; expected an offset",
                "f(+9223372036854775808(%di)); 4; an offset beyond 63 bits",
                "f(%di:string);          7; text and arrays lie in memory, not in a register: dereference it, such as +0(%di)",
                "f(%di:ustring);         7; ustring needs a dereference",
                "f(%di:u8[4]);           7; text and arrays lie in memory",
                "f(%di:u12);             7; unknown type 'u12'; nearest: u16",
                "f(%di:b0@0/8);          7; 0 bits from bit 0 on do not fit",
                "f(%di:b5@30/32);        7; 5 bits from bit 30 on do not fit a container of 32",
                "f(%di:b5@1/24);         7; has 8, 16, 32 or 64 bits, not 24",
                "f($comm:u8);            3; $comm is text",
                "f(+0($comm));           6; $comm is text",
                "f(\\x);                 4; expected a constant but found 'x'",
                "f(@);                   4; expected an address or symbol after @",
                "f(a == );               8; expected a parameter or one of",
            })
    void saysWhatIsWrongAtWhichColumn(String text, int column, String problem) {
        ProbeSyntaxException failure =
                catchThrowableOfType(ProbeSyntaxException.class, () -> ProbeDefinition.parse(text));

        assertThat(failure).hasMessageStartingWith("probe definition, column " + column + ": ");
        assertThat(failure).hasMessageContaining(problem);
        assertThat(failure.column()).isEqualTo(column);
        assertThat(failure.text()).isEqualTo(text);
        String[] lines = failure.getMessage().split("\n");
        assertThat(lines[lines.length - 1]).isEqualTo(" ".repeat(column + 1) + "^");
    }

    @Test
    void theMessageShowsThePlace() {
        assertThatThrownBy(() -> ProbeDefinition.parse("vfs_read(file}")).hasMessage("""
                        probe definition, column 14: expected ')' or ',' after an argument but found '}'
                          vfs_read(file}
                                       ^""");
    }

    @Test
    void endlessInputIsRefusedAndNotRecursedInto() {
        String deep = "f(" + "+0(".repeat(100_000);
        String longPath = "f(a" + "->b".repeat(100_000) + ")";
        String many = "f(" + String.join(",", Collections.nCopies(129, "a")) + ")";

        assertThatThrownBy(() -> ProbeDefinition.parse(deep)).hasMessageContaining("more than 64 nested dereferences");
        assertThatThrownBy(() -> ProbeDefinition.parse(longPath)).hasMessageContaining("more than 64 steps");
        assertThatThrownBy(() -> ProbeDefinition.parse(many)).hasMessageContaining("more than 128 arguments");
    }

    @Test
    void textBeyondAsciiIsShownWhole() {
        assertThatThrownBy(() -> ProbeDefinition.parse("f(a\uD83D\uDE00)"))
                .hasMessageContaining("but found '\uD83D\uDE00'");
    }
}
