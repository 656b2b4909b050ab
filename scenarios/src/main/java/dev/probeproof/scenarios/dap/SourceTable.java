// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.dap;

import dev.probeproof.scenarios.debug.DebugException;
import dev.probeproof.scenarios.debug.Inspector;
import dev.probeproof.scenarios.debug.SourceFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.lsp4j.debug.Source;

/** C files as a client knows them: by their path, or by a number for those of which only lines with code are known. */
final class SourceTable {
    private final Inspector inspector;
    private final SourceFiles files;
    private final List<String> names;

    SourceTable(Inspector inspector, SourceFiles files) {
        this.inspector = inspector;
        this.files = files;
        this.names = new ArrayList<>(SourceFiles.files(inspector.code()));
    }

    List<Source> all() {
        return names.stream().map(this::source).toList();
    }

    Source source(String file) {
        Source source = new Source();
        source.setName(file.substring(file.lastIndexOf('/') + 1));
        Optional<Path> path = files.onDisk(file, inspector.knownLines(file));
        if (path.isPresent()) {
            source.setPath(path.get().toString());
        } else {
            source.setSourceReference(names.indexOf(file) + 1);
            source.setOrigin("lines with code, from the object's type information");
        }
        return source;
    }

    /** The file that a client means, as type information names it. */
    String file(Source source) {
        Integer reference = source.getSourceReference();
        if (reference != null && reference > 0 && reference <= names.size()) {
            return names.get(reference - 1);
        }
        String path = source.getPath() == null ? source.getName() : source.getPath();
        if (path == null) {
            throw new DebugException("a source has neither a path nor a reference");
        }
        for (String name : names) {
            Optional<Path> known = files.onDisk(name, inspector.knownLines(name));
            if (known.isPresent() && known.get().toString().equals(path)) {
                return name;
            }
        }
        return path;
    }

    /** The lines of a file, those that nobody knows empty. */
    String text(int reference) {
        if (reference < 1 || reference > names.size()) {
            throw new DebugException("no source has the reference " + reference);
        }
        TreeMap<Integer, String> lines = files.lines(names.get(reference - 1), inspector.code());
        StringBuilder text = new StringBuilder();
        int last = lines.isEmpty() ? 0 : lines.lastKey();
        for (int line = 1; line <= last; line++) {
            text.append(lines.getOrDefault(line, "")).append('\n');
        }
        return text.toString();
    }
}
