// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.archive;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lambdas and method references of every shape, for {@link PlainJarTest}: what they are to do shows in what is returned. */
public final class ManyLambdas implements Supplier<List<String>> {
    private final String name;
    private final List<String> seen = new ArrayList<>();

    public ManyLambdas(String name) {
        this.name = name;
    }

    interface OfTwoNumbers {
        long of(long first, double second);
    }

    interface OfWords<T extends CharSequence> {
        int of(T word);

        default OfWords<T> twice() {
            return word -> 2 * of(word);
        }
    }

    interface Serial extends Function<String, String>, Serializable {}

    static final class Inner {
        private final int number;

        private Inner(int number) {
            this.number = number;
        }

        private int plus(int other) {
            return number + other;
        }

        private Supplier<String> secretOf(ManyLambdas outer) {
            return () -> outer.secret(number);
        }
    }

    private String secret(int number) {
        return name + number;
    }

    private static int twice(int number) {
        return 2 * number;
    }

    @Override
    public List<String> get() {
        captures((byte) 1, 'c', (short) 2, 3, 4L, 5f, 6d, true);
        references();
        conversions();
        collections();
        return seen;
    }

    private void captures(byte b, char c, short s, int i, long l, float f, double d, boolean z) {
        Supplier<String> all = () -> name + b + c + s + i + l + f + d + z;
        seen.add(all.get());
        OfTwoNumbers numbers = (first, second) -> first + (long) second + l + i;
        seen.add(Long.toString(numbers.of(1L << 40, 2.5)));
        Runnable nothing = () -> seen.add("ran");
        nothing.run();
        Supplier<Supplier<String>> nested = () -> () -> secret(i);
        seen.add(nested.get().get());
    }

    private void references() {
        IntFunction<Inner> constructor = Inner::new;
        Inner inner = constructor.apply(7);
        Function<Integer, Integer> bound = inner::plus;
        BiFunction<Inner, Integer, Integer> unbound = Inner::plus;
        seen.add(bound.apply(1) + " " + unbound.apply(inner, 2) + " "
                + inner.secretOf(this).get());
        IntFunction<String[]> array = String[]::new;
        seen.add(Integer.toString(array.apply(3).length));
        Function<Object, String> text = Object::toString;
        seen.add(text.apply(name));
        Function<List<String>, Integer> ofInterface = List::size;
        seen.add(Integer.toString(ofInterface.apply(List.of("a", "b"))));
        Supplier<String> own = this::ownName;
        seen.add(own.get());
        Supplier<String> inherited = super::toString;
        seen.add(Boolean.toString(inherited.get().isEmpty()));
        OfWords<String> length = String::length;
        seen.add(Integer.toString(length.twice().of("abc")));
        Runnable dropped = () -> twice(3);
        dropped.run();
        Runnable droppedLong = System::nanoTime;
        droppedLong.run();
        Serial serial = word -> word + "!";
        seen.add(serial.apply("kept"));
    }

    private String ownName() {
        return "own " + name;
    }

    private void conversions() {
        Function<Integer, Long> boxedBack = ManyLambdas::wider;
        seen.add(boxedBack.apply(5).toString());
        ToLongFunction<Integer> unboxedAndWidened = number -> number;
        seen.add(Long.toString(unboxedAndWidened.applyAsLong(-6)));
        IntToLongFunction widened = ManyLambdas::twice;
        seen.add(Long.toString(widened.applyAsLong(-7)));
        ToDoubleFunction<Float> toDouble = Float::floatValue;
        seen.add(Double.toString(toDouble.applyAsDouble(1.5f)));
        ToIntFunction<Character> character = letter -> letter;
        seen.add(Integer.toString(character.applyAsInt('a')));
        LongSupplier ofInt = () -> twice(8);
        DoubleSupplier ofLong = () -> 9L;
        seen.add(ofInt.getAsLong() + " " + ofLong.getAsDouble());
        Function<Object, Object> boxed = ManyLambdas::hash;
        seen.add(boxed.apply("a").toString());
        Map<String, Integer> counts = new TreeMap<>(Map.of("a", 1));
        counts.merge("a", 2, Integer::sum);
        counts.computeIfAbsent("b", String::length);
        seen.add(counts.toString());
    }

    private static Long wider(int number) {
        return (long) number << 33;
    }

    private static int hash(Object value) {
        return value.hashCode();
    }

    private void collections() {
        seen.add(Stream.of("b", "a")
                .sorted(Comparator.comparing(String::length).thenComparing(word -> word))
                .toList()
                .toString());
        seen.add(IntStream.range(0, 4).mapToObj(i -> name + i).toList().toString());
        seen.addAll(Stream.of(1, 2)
                .map(Inner::new)
                .map(inner -> secret(inner.plus(1)))
                .toList());
        seen.add(Stream.of("p", "q")
                .map(word -> word.charAt(0))
                .filter(c -> c == 'q')
                .findFirst()
                .orElseThrow()
                .toString());
    }
}
