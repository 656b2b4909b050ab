// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The layers of this module. */
@AnalyzeClasses(packages = "dev.probeproof.kernelshim", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_ONE_CLASS_KNOWS_JNA = noClasses()
            .that()
            .haveNameNotMatching(".*\\.sys\\.JnaSyscalls(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule THE_DOOR_KNOWS_NOBODY = noClasses()
            .that()
            .resideInAPackage("..kernelshim.sys..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..kernelshim", "..kernelshim.attach..", "..kernelshim.stream..", "..kernelshim.target..");

    @ArchTest
    static final ArchRule NOBODY_KNOWS_THE_FACADE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.probeproof.kernelshim")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.probeproof.kernelshim");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("dev.probeproof.kernelshim.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_PRINTS =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");
}
