// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Definitions with a few characters changed, a hundred thousand of them: each is one, or says where it is none. */
class GrammarMutationTest {
    private static final List<String> SEEDS = List.of(
            "vfs_read(file->f_path.dentry->d_name.name:string(40), count)",
            "tcp_*%return($retval:hex, x = $percpu(runqueues, 3).nr_running)",
            "/usr/bin/bash:main.c:12(argc, argv@user[1]:ustring)",
            "f@fs/a.c+0x10((u32)*p, &q->a[2].b, ((struct s __user *)r)->t:flags(enum e))",
            "f(container_of(&p->a, struct s, b.c[1])->d@kernel->e:enum(g), m=a->b == +u8(+16(%di)):b3@4/32)",
            "mod:f(*(unsigned long long **)&$global(jiffies), $arg2->x, $stack1, $comm, \\0x2a, @sym+8:s32)");
    private static final String PARTS = "()[]*&@$%:+-=.,>0x9azZ_ \t\\/?!~\u00e9\u0000";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyMutationIsReadOrRefusedAtAColumnOfItsOwn(long seed) {
        Random random = new Random(seed);
        int read = 0;
        for (int round = 0; round < 25_000; round++) {
            String text = mutated(SEEDS.get(random.nextInt(SEEDS.size())), random);
            try {
                ProbeDefinition definition = ProbeDefinition.parse(text);
                assertThat(definition.place().column()).isBetween(1, text.length());
                definition.arguments().forEach(argument -> readsBack(argument.path()));
                read++;
            } catch (ProbeSyntaxException e) {
                assertThat(e.column()).as(e.getMessage()).isBetween(1, text.length() + 1);
            }
        }
        assertThat(read).isPositive();
    }

    private static void readsBack(@org.jspecify.annotations.Nullable PathExpression path) {
        if (path != null) {
            assertThat(ProbePath.path(path.toString())).hasToString(path.toString());
        }
    }

    private static String mutated(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int n = random.nextInt(4); n >= 0; n--) {
            int at = random.nextInt(changed.length());
            switch (random.nextInt(4)) {
                case 0 -> changed.deleteCharAt(at);
                case 1 -> changed.insert(at, PARTS.charAt(random.nextInt(PARTS.length())));
                case 2 -> changed.setCharAt(at, PARTS.charAt(random.nextInt(PARTS.length())));
                default ->
                    changed.insert(at, changed.substring(at, Math.min(changed.length(), at + 1 + random.nextInt(12))));
            }
        }
        return changed.toString();
    }
}
