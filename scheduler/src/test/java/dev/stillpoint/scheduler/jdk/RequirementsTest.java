package dev.stillpoint.scheduler.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsTest {
    private static final String OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    private static final String EXPORTS = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED";

    @Test
    void testsRunWithEverythingThatIsNeeded() {
        assertThat(Requirements.ofThisJvm().met()).isTrue();
    }

    @Test
    void allFlagsOnTheCheckedJdkAreEnough() {
        assertThat(unnamed(25, true, true).met()).isTrue();
    }

    @Test
    void eachFlagIsNeeded() {
        assertThat(unnamed(25, false, true).met()).isFalse();
        assertThat(unnamed(25, true, false).met()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 21, 24, 26, 27})
    void otherJdkIsNotEnough(int feature) {
        assertThat(unnamed(feature, true, true).met()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 21, 24, 26, 27})
    void complaintNamesTheOtherJdkAndTheRightOne(int feature) {
        assertThat(unnamed(feature, true, true).complaint())
                .startsWith("The carrier scheduler needs JDK 25, this is JDK %d. Run the program on JDK 25. "
                        .formatted(feature));
    }

    @Test
    void complaintOnAnotherJdkAsksForNoFlag() {
        assertThat(unnamed(26, false, false).complaint()).doesNotContain("--add");
    }

    @Test
    void complaintNamesTheFlagThatOpensJavaLang() {
        assertThat(unnamed(25, false, true).complaint()).contains("Start java with: " + OPENS + " (")
                .contains("the lines: Add-Opens: java.base/java.lang)").doesNotContain("xports");
    }

    @Test
    void complaintNamesTheFlagThatExportsInternalMisc() {
        assertThat(unnamed(25, true, false).complaint()).contains("Start java with: " + EXPORTS + " (")
                .contains("the lines: Add-Exports: java.base/jdk.internal.misc)").doesNotContain("pens");
    }

    @Test
    void complaintNamesBothFlags() {
        assertThat(unnamed(25, false, false).complaint()).contains("Start java with: " + OPENS + " " + EXPORTS + " (")
                .contains("Add-Opens: java.base/java.lang; Add-Exports: java.base/jdk.internal.misc)");
    }

    @Test
    void flagsNameTheModuleThatTheLibraryIsIn() {
        assertThat(new Requirements(25, false, true, "dev.stillpoint.scheduler").complaint())
                .contains("--add-opens=java.base/java.lang=dev.stillpoint.scheduler");
    }

    private static Requirements unnamed(int feature, boolean langOpened, boolean miscExported) {
        return new Requirements(feature, langOpened, miscExported, "ALL-UNNAMED");
    }
}
