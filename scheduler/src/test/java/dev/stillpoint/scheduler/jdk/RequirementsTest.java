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
                .startsWith("The carrier scheduler needs JDK 25, this is JDK %d. Run the program on JDK 25. "
                        .formatted(feature));
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
        assertThat(new Requirements(25, false, "dev.stillpoint.scheduler").complaint())
                .contains("--add-opens=java.base/java.lang=dev.stillpoint.scheduler");
    }

    private static Requirements unnamed(int feature, boolean langOpened) {
        return new Requirements(feature, langOpened, "ALL-UNNAMED");
    }
}
