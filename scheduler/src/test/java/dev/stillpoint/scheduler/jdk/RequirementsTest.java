// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsTest {
    private static final String OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    @Test
    void testsRunWithEverythingThatIsNeeded() {
        assertThat(Requirements.ofThisJvm().met()).isTrue();
        assertThat(JdkAccess.obstacle()).isNull();
    }

    @Test
    void oneFlagOnTheCheckedJdkIsEnough() {
        assertThat(unnamed(25, true).met()).isTrue();
    }

    @Test
    void theFlagIsNeeded() {
        assertThat(unnamed(25, false).met()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 21, 24, 26, 27})
    void otherJdkIsNotEnough(int feature) {
        assertThat(unnamed(feature, true).met()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 21, 24, 26, 27})
    void complaintNamesTheOtherJdkAndTheRightOne(int feature) {
        assertThat(unnamed(feature, true).complaint())
                .isEqualTo("The carrier scheduler works on JDK 25, and this is JDK %d: run the program on JDK 25, or "
                        .formatted(feature)
                        + "go on without the scheduler, with every reader of ScopedQsbr a visitor.");
    }

    @Test
    void complaintOnAnotherJdkAsksForNoFlag() {
        assertThat(unnamed(26, false).complaint()).doesNotContain("--add");
    }

    @Test
    void complaintNamesTheFlagThatOpensJavaLang() {
        assertThat(unnamed(25, false).complaint()).contains("Start java with: " + OPENS + " (")
                .contains("the line: Add-Opens: java.base/java.lang)").doesNotContain("xports");
    }

    @Test
    void theFlagNamesTheModuleThatTheLibraryIsIn() {
        assertThat(new Requirements(25, false, LibraryPlace.MODULE_PATH).complaint())
                .contains("Start java with: --add-opens=java.base/java.lang=dev.stillpoint.scheduler (");
    }

    /** The manifest of an executable jar opens to class paths only. */
    @Test
    void aModuleIsNotToldOfManifests() {
        assertThat(new Requirements(25, false, LibraryPlace.MODULE_PATH).complaint()).doesNotContain("manifest");
    }

    /** A flag that names a module of such a layer is a warning of the JVM, and opens nothing. */
    @Test
    void aModuleThatNoFlagReachesIsNotToldOfFlags() {
        assertThat(new Requirements(25, false, LibraryPlace.OTHER_LAYER).complaint()).doesNotContain("--add")
                .contains("Object.class.getModule().addOpens(\"java.lang\", module)");
    }

    private static Requirements unnamed(int feature, boolean langOpened) {
        return new Requirements(feature, langOpened, LibraryPlace.CLASS_PATH);
    }
}
