// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PathGrammarTest {
    private static PathExpression path(String argument) {
        PathExpression path =
                ProbeDefinition.parse("f(" + argument + ")").arguments().get(0).path();
        assertThat(path).as(argument).isNotNull();
        return path;
    }

    @Test
    void anOperatorInFrontComesAfterThoseBehindAsInC() {
        PathExpression path = path("(struct sock *)file->private_data");

        assertThat(path.root()).isEqualTo("file");
        assertThat(path.steps())
                .containsExactly(
                        new PathStep.Member("private_data", true, 24),
                        new PathStep.Cast(new TypeName(TypeName.Kind.STRUCT, "sock", 1, null, 4), 3));
    }

    @Test
    void parenthesesMakeItComeBefore() {
        PathExpression path = path("((struct sock *)sk)->sk_family");

        assertThat(path.steps())
                .containsExactly(
                        new PathStep.Cast(new TypeName(TypeName.Kind.STRUCT, "sock", 1, null, 5), 4),
                        new PathStep.Member("sk_family", true, 24));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "*p;                               *p",
                "**p;                              **p",
                "( * p ) . a;                      (*p).a",
                "*p.a;                             *p.a",
                "*(p.a);                           *p.a",
                "& p -> a;                         &p->a",
                "(&p->a)->b;                       (&p->a)->b",
                "(p);                              p",
                "((p))->a;                         p->a",
                "(p)[1];                           p[1]",
                "( struct  s * ) p;                (struct s *)p",
                "(struct s const * const)p;        (struct s *)p",
                "(const union u **)p;              (union u **)p",
                "(struct s __user *)p;             (struct s __user *)p",
                "((struct s __user *)p)->a;        ((struct s __user *)p)->a",
                "(enum e)p;                        (enum e)p",
                "(u32)p->a;                        (u32)p->a",
                "(u32)(p);                         (u32)p",
                "(u32)*p;                          (u32)*p",
                "(u32)&p->a;                       (u32)&p->a",
                "(u32)$retval;                     (u32)$retval",
                "(unsigned)p;                      (unsigned int)p",
                "(long unsigned int)p;             (unsigned long)p",
                "(long long)p;                     (long long)p",
                "(int long unsigned long)p;        (unsigned long long)p",
                "(signed char)p;                   (signed char)p",
                "(char)p;                          (char)p",
                "(signed)p;                        (int)p",
                "(short)p;                         (short)p",
                "(void *)p;                        (void *)p",
                "(foo_t *)p;                       (foo_t *)p",
                "(foo_t)p;                         (foo_t)p",
                "p@user->a;                        p@user->a",
                "p->a @user -> b @ kernel;         error",
                "(*p)@user;                        (*p)@user",
                "*p@user;                          *p@user",
                "container_of(p, struct s, m)->a;  container_of(p, struct s, m)->a",
                "list_entry(p->next, struct s, a.b[2].c); container_of(p->next, struct s, a.b[2].c)",
                "container_of(&p->a, foo_t, m);    container_of(&p->a, foo_t, m)",
                "*container_of(*p, struct s, m);   *container_of(*p, struct s, m)",
                "$arg2->a;                         $arg2->a",
                "(struct s *)$arg2;                (struct s *)$arg2",
                "$arg12:hex;                       $arg12",
                "$global(jiffies);                 $global(jiffies)",
                "&$global( init_task )->x;         &$global(init_task)->x",
                "$percpu(runqueues).nr_running;    $percpu(runqueues).nr_running",
                "$percpu( runqueues , 3 ).curr;    $percpu(runqueues, 3).curr",
                "container_of;                     container_of",
            })
    void aPathPrintsInItsNormalFormAndIsReadBackAsTheSame(String text, String normal) {
        if (normal.equals("error")) {
            assertThat(catchThrowableOfType(ProbeSyntaxException.class, () -> path(text)))
                    .isNotNull();
            return;
        }
        PathExpression path = path(text);

        assertThat(path).hasToString(normal);
        assertThat(path(normal + ":hex")).hasToString(normal);
        assertThat(path(normal + ":hex").steps()).hasSameSizeAs(path.steps());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a:hex;            hex",
                "a : dec;          dec",
                "a->c:char;        char",
                "a:sym;            sym",
                "a:symbol;         sym",
                "a:enum;           enum",
                "a:enum(pid_type); enum(pid_type)",
                "a:flags( enum  wq_flags ); flags(wq_flags)",
                "(u8)a:flags;      flags",
                "$retval:hex;      hex",
            })
    void aNumberIsShownAsTheAuthorAsks(String text, String display) {
        assertThat(path(text).display()).hasToString(display);
        assertThat(path(text).textType()).isNull();
    }

    @Test
    void marksOfMemoryKeepTheirColumns() {
        assertThat(path("a@user->b@kernel[1]").steps())
                .containsExactly(
                        new PathStep.Space(AddressSpaceKind.USER, 4),
                        new PathStep.Member("b", true, 11),
                        new PathStep.Space(AddressSpaceKind.KERNEL, 12),
                        new PathStep.Index(1, 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"$arg1", "$arg1:u32", "$retval:s32", "$arg3:x64", "$stack1", "$comm", "+0($arg1):string"})
    void anArgumentByNumberAloneIsTheRegisterThatTheKernelsOwnLanguageMeans(String text) {
        ArgumentDefinition argument =
                ProbeDefinition.parse("f(" + text + ")").arguments().get(0);

        assertThat(argument.path()).isNull();
        assertThat(argument.fetch()).isNotNull();
    }

    @Test
    void argumentsAreCalledAsTheirLastMemberOrTheStructAroundThemOrTheirRoot() {
        assertThat(ProbeDefinition.parse("f((u32)a->b, *p, $arg2:hex, $percpu(runqueues), &q->lock,"
                                + " container_of(q, struct foo, m), container_of(q, struct foo, m)->z)")
                        .arguments())
                .extracting(ArgumentDefinition::label)
                .containsExactly("b", "p", "arg2", "runqueues", "lock", "foo", "z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "f((a;                5; expected ')' after a path in parentheses but found the end",
                "f((a b);             6; expected ')' after a path in parentheses but found 'b'",
                "f((u8 const a;       13; expected ')' after the type of a cast but found 'a'",
                "f((struct)a);        10; expected a name after struct but found ')'",
                "f((struct s)a);      4; nothing can be cast to struct s, only to struct s *",
                "f((void)a);          4; nothing can be cast to void",
                "f((u32 __user)a);    4; __user and __kernel say where a pointer leads",
                "f((long long long)a); 4; one too many is 'long'",
                "f((unsigned char short)a); 4; one too many is 'short'",
                "f((u8 *********)a);  4; a type of more than 8 pointers",
                "f((struct s *;       14; expected ')' after the type of a cast but found the end",
                "f((struct s *)+8(%di)); 15; expected a parameter but found '+'",
                "f(a@);               4; only @user or @kernel can follow a pointer",
                "f(a@usr);            4; nearest: @user",
                "f(a@kernal->b);      4; nearest: @kernel",
                "f(a@user:u8);        10; cast it, as in (u32)x",
                "f(strlen(a));        3; nothing can be called in a probe",
                "f(contaner_of(a, struct s, m)); 3; nearest: container_of",
                "f(container_of(a));  17; expected ',' after the pointer of container_of",
                "f(container_of(a, struct s *, m)); 19; container_of names the struct itself",
                "f(container_of(a, struct s)); 27; expected ',' after the struct of container_of",
                "f(container_of(a, struct s, 1)); 29; expected a member of struct s but found '1'",
                "f(container_of(a, struct s, m->n)); 30; expected ')' after the member",
                "f(container_of(a, struct s, m[x])); 31; expected an index",
                "f($global);          10; expected '(' after $global",
                "f($global(1));       11; expected a variable of the kernel but found '1'",
                "f($global(a, 1));    12; expected ')' after the name of a variable",
                "f($percpu(a, x));    14; expected the number of a CPU but found 'x'",
                "f($percpu(a, 65536)); 14; the number of a CPU must be from 0 to 65535",
                "f($glob(a));         3; unknown variable '$glob'",
                "f(a:hx);             5; unknown type 'hx'; nearest: hex",
                "f(a:x32);            5; cast it",
                "f(a:enum());         10; expected the name of an enum but found ')'",
                "f(a:flags(enum));    15; expected the name of an enum",
                "f(a:flags(x);        13; expected ')' or ','",
                "f(a:dec(3));         8; expected ')' or ','",
                "f%return(&a->b);     10; parameter 'a' cannot be read at the return",
                "f%return((u8)a->b);  10; parameter 'a' cannot be read at the return",
                "f%return($arg1->b);  10; $arg1 cannot be read at the return",
            })
    void saysWhatIsWrongAtWhichColumn(String text, int column, String problem) {
        ProbeSyntaxException error =
                catchThrowableOfType(ProbeSyntaxException.class, () -> ProbeDefinition.parse(text));

        assertThat(error).as(text).isNotNull();
        assertThat(error).hasMessageContaining(problem);
        assertThat(error.column()).as(error.getMessage()).isEqualTo(column);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "&", "(", "(u8)", "(struct s *)", "container_of("})
    void endlessNestingIsRefusedAndNotRecursedInto(String operator) {
        String text = "f(" + operator.repeat(100_000) + "a";

        assertThat(catchThrowableOfType(ProbeSyntaxException.class, () -> ProbeDefinition.parse(text)))
                .hasMessageContaining("more than 64");
    }

    @Test
    void variablesOfTheKernelCanBeReadAtTheReturn() {
        List<ArgumentDefinition> arguments = ProbeDefinition.parse("f%return($global(jiffies), $percpu(x).y, $retval)")
                .arguments();

        assertThat(arguments).extracting(ArgumentDefinition::label).containsExactly("jiffies", "y", "retval");
    }
}
