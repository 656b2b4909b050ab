// SPDX-License-Identifier: MIT
/** Results of scenarios in the forms that other programs read, one file for each form. Start with {@link dev.probeproof.scenarios.report.ReportForm}. */
@NullMarked
package dev.probeproof.scenarios.report;

import org.jspecify.annotations.NullMarked;
