// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.crosscheck;

import dev.probeproof.loader.uapi.ProgramType;
import dev.probeproof.scenarios.crosscheck.ObjectOutcome.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares two loaders' outcomes for one object, on the kernels that both were given. Texts of errors are not compared.
 * Programs of struct_ops are compared by their instructions only: which member of which kernel's struct they are is found
 * out when their map is created.
 */
final class Comparison {
    private static final String STRUCT_OPS = " type=" + ProgramType.STRUCT_OPS.number() + " attach=";

    private final ObjectOutcome libbpf;
    private final ObjectOutcome ours;
    private final List<Difference> differences = new ArrayList<>();

    private Comparison(ObjectOutcome libbpf, ObjectOutcome ours) {
        this.libbpf = libbpf;
        this.ours = ours;
    }

    /**
     * @param source of the object
     * @param item the map or program; empty where it is the object as a whole
     * @param kernels that it is on, separated by commas; empty where it does not depend on a kernel
     */
    record Difference(String source, String item, String kernels, String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    static List<Difference> differences(ObjectOutcome libbpf, ObjectOutcome ours) {
        Comparison comparison = new Comparison(libbpf, ours);
        comparison.compare();
        return comparison.differences;
    }

    private void compare() {
        if (libbpf.error() != null || ours.error() != null) {
            if (libbpf.error() == null || ours.error() == null) {
                add("", "", ": libbpf " + opens(libbpf.error()) + ", we " + opens(ours.error()));
            }
            return;
        }
        compare("map", libbpf.maps(), ours.maps());
        compare("program", libbpf.programs(), ours.programs());
    }

    private static String opens(@Nullable String error) {
        return error == null ? "opens it" : "refuses it (" + error + ")";
    }

    private void compare(String kind, List<Item> theirs, List<Item> own) {
        List<String> theirHeaders = theirs.stream().map(Comparison::header).toList();
        List<String> ourHeaders = own.stream().map(Comparison::header).toList();
        if (!theirHeaders.equals(ourHeaders)) {
            List<String> onlyTheirs = new ArrayList<>(theirHeaders);
            onlyTheirs.removeAll(ourHeaders);
            List<String> onlyOurs = new ArrayList<>(ourHeaders);
            onlyOurs.removeAll(theirHeaders);
            add(
                    "",
                    "",
                    ": " + kind + "s of libbpf " + onlyTheirs + ", ours " + onlyOurs
                            + (onlyTheirs.isEmpty() && onlyOurs.isEmpty() ? ", in another order" : ""));
            return;
        }
        for (int index = 0; index < theirs.size(); index++) {
            compareResults(kind, theirs.get(index), own.get(index));
        }
    }

    private void compareResults(String kind, Item theirs, Item own) {
        boolean structOps = isStructOps(theirs);
        Map<String, String> kernels = new LinkedHashMap<>();
        theirs.results().forEach((kernel, expected) -> {
            String result = own.results().get(kernel);
            if (result != null && !same(expected, result, structOps)) {
                kernels.merge("libbpf " + expected + "\n    we     " + result, kernel, (one, more) -> one + "," + more);
            }
        });
        kernels.forEach((results, names) ->
                add(theirs.name(), names, " " + kind + " " + theirs.name() + " on " + names + ":\n    " + results));
    }

    private void add(String item, String kernels, String text) {
        differences.add(new Difference(libbpf.source(), item, kernels, libbpf.object() + text));
    }

    private static boolean same(String theirs, String own, boolean structOps) {
        if (structOps) {
            return ObjectOutcome.isError(theirs) || withoutTarget(theirs).equals(withoutTarget(own));
        }
        return ObjectOutcome.isError(theirs) ? ObjectOutcome.isError(own) : theirs.equals(own);
    }

    private static String withoutTarget(String result) {
        return result.replaceFirst(" attach_btf_id=\\d+", "");
    }

    private static boolean isStructOps(Item item) {
        return item.header().contains(STRUCT_OPS);
    }

    private static String header(Item item) {
        return isStructOps(item)
                ? item.header().substring(0, item.header().indexOf(STRUCT_OPS) + STRUCT_OPS.length())
                : item.header();
    }
}
