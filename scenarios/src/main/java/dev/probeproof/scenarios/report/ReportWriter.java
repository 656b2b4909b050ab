// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import java.util.List;

/** One form of report. */
interface ReportWriter {
    String write(List<FileResults> files);
}
