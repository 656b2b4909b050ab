// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.model.FetchRecord;

/** The way to a fetched value as a chain of boxes: where it starts, each read of memory, what the program was handed. */
final class FetchPicture {
    private FetchPicture() {}

    static void draw(FetchRecord fetch, Html html) {
        html.open("figure", "class", "fetch");
        html.open("figcaption")
                .element("code", fetch.name())
                .text("  ")
                .element("span", fetch.expression(), "class", "faint");
        html.close();
        html.open("div", "class", "chain");
        String start = fetch.hops().isEmpty() ? "" : "0x" + Long.toHexString(fetch.startValue());
        box(html, "box start", fetch.start(), start, "");
        for (FetchRecord.Hop hop : fetch.hops()) {
            html.element("span", offset(hop.offset()), "class", "arrow");
            box(
                    html,
                    hop.failed() ? "box failed" : "box",
                    (hop.user() ? "user " : "") + "0x" + Long.toHexString(hop.address()),
                    hop.failed() ? "cannot be read" : hop.bytes(),
                    hop.sizeBytes() + " bytes" + (hop.what().isEmpty() ? "" : ", " + hop.what()));
        }
        html.element("span", "", "class", "arrow");
        box(
                html,
                fetch.failed() ? "box failed" : "box value",
                fetch.failed() ? "not fetched" : fetch.value().toString(),
                "",
                fetch.type());
        html.close().close();
    }

    private static String offset(long offset) {
        return offset < 0 ? Long.toString(offset) : "+" + offset;
    }

    private static void box(Html html, String kind, String head, String body, String foot) {
        html.open("span", "class", kind).element("b", head);
        if (!body.isEmpty()) {
            html.element("code", body);
        }
        if (!foot.isEmpty()) {
            html.element("small", foot);
        }
        html.close();
    }
}
