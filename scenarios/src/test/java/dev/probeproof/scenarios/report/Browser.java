// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.json.Json;
import dev.probeproof.scenarios.json.JsonArray;
import dev.probeproof.scenarios.json.JsonObject;
import dev.probeproof.scenarios.json.JsonReader;
import dev.probeproof.scenarios.json.JsonWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.awaitility.Awaitility.await;

/** A Chromium without a window and without a network, told what to do by its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final List<String> PLACES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path folder;
    private final WebSocket socket;
    private final Map<Long, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final String session;
    private long lastId;

    /** Where one is installed. */
    static Optional<Path> installed() {
        return PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    private Browser(Path program, Path page) throws Exception {
        folder = Files.createTempDirectory("probeproof-browser");
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Path portFile = folder.resolve("DevToolsActivePort");
        await().atMost(PATIENCE)
                .until(() ->
                        Files.exists(portFile) && Files.readAllLines(portFile).size() == 2);
        List<String> port = Files.readAllLines(portFile);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port.get(0) + port.get(1)), new Answers())
                .get(60, TimeUnit.SECONDS);
        JsonObject target = call("", "Target.createTarget", JsonObject.builder().put("url", "about:blank"));
        session = call(
                        "",
                        "Target.attachToTarget",
                        JsonObject.builder()
                                .put("targetId", target.text("targetId"))
                                .put("flatten", true))
                .text("sessionId");
        call("Page.navigate", JsonObject.builder().put("url", page.toUri().toString()));
        await().atMost(PATIENCE)
                .until(() -> evaluate("location.protocol + document.readyState").equals("file:complete"));
    }

    static Browser open(Path program, Path page) throws Exception {
        return new Browser(program, page);
    }

    /** The value of an expression, as text. */
    String evaluate(String script) {
        JsonObject answer = call(
                "Runtime.evaluate",
                JsonObject.builder().put("expression", "String(" + script + ")").put("returnByValue", true));
        if (answer.optionalObject("exceptionDetails").isPresent()) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.optionalObject("result").orElseThrow().text("value");
    }

    /** As wide as that, in device-independent pixels. */
    void width(int pixels) {
        call(
                "Emulation.setDeviceMetricsOverride",
                JsonObject.builder()
                        .put("width", pixels)
                        .put("height", 800)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
    }

    /** @param value {@code light} or {@code dark} */
    void scheme(String value) {
        Json feature = JsonObject.builder()
                .put("name", "prefers-color-scheme")
                .put("value", value)
                .build();
        call("Emulation.setEmulatedMedia", JsonObject.builder().put("features", new JsonArray(List.of(feature))));
    }

    /** Presses a key and lets it go. */
    void press(String key, int code, String text) {
        for (String type : List.of("keyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    JsonObject.builder()
                            .put("type", type)
                            .put("key", key)
                            .put("code", key)
                            .put("windowsVirtualKeyCode", code)
                            .put("text", type.equals("keyDown") ? text : ""));
        }
    }

    private JsonObject call(String method, JsonObject.Builder parameters) {
        return call(session, method, parameters);
    }

    private JsonObject call(String in, String method, JsonObject.Builder parameters) {
        long id = ++lastId;
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        JsonObject.Builder message =
                JsonObject.builder().put("id", id).put("method", method).put("params", parameters.build());
        if (!in.isEmpty()) {
            message.put("sessionId", in);
        }
        socket.sendText(JsonWriter.write(message.build()), true).join();
        JsonObject complete = answer.orTimeout(60, TimeUnit.SECONDS).join();
        return complete.optionalObject("result")
                .orElseThrow(() -> new IllegalStateException(method + ": " + JsonWriter.write(complete)));
    }

    private final class Answers implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonObject message =
                        (JsonObject) JsonReader.read(text.toString().getBytes(StandardCharsets.UTF_8));
                text.setLength(0);
                message.optionalNumber("id").ifPresent(id -> waiting.remove(id).complete(message));
            }
            from.request(1);
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
