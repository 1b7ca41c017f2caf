// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchTest {
    private static final String PROGRAMS = "dev.stillpoint.scheduler.launch.";

    @Test
    void mainAndAllThatItMakesRunOnCarriers() throws Exception {
        ChildJvm jvm = launch(List.of("-Dstillpoint.carriers=1"), "WhereAmI", "a", "", "b c");

        // One carrier, but a spare may take its place while main loads classes.
        assertThat(jvm.output()).matches("main on stillpoint-carrier-\\d+\\Rchild \"\" on stillpoint-carrier-\\d+\\R"
                + "grandchild on stillpoint-carrier-\\d+\\Ra,,b c\\R");
        assertThat(jvm.status()).isEqualTo(7);
    }

    @Test
    void instanceMainRunsAndVirtualThreadsDoNotKeepTheJvm() throws Exception {
        ChildJvm jvm = launch(List.of(), "Compact");

        assertThat(jvm.output()).matches("instance main on stillpoint-carrier-\\d+\\R");
        assertThat(jvm.status()).isZero();
    }

    @Test
    void exceptionOfMainIsToldAsJavaTellsItAndTheOtherThreadsFinish() throws Exception {
        ChildJvm jvm = launch(List.of(), "FailsLate");

        assertThat(jvm.output()).startsWith("Exception in thread \"main\" java.lang.IllegalStateException: "
                + "the program failed" + System.lineSeparator() + "\tat " + PROGRAMS + "FailsLate.main(");
        assertThat(jvm.output().lines()).endsWith("after main").filteredOn(line -> line.contains("Exception"))
                .hasSize(1);
        assertThat(jvm.status()).isEqualTo(1);
    }

    @Test
    void errorOfTheInitialiserIsToldAsJavaTellsIt() throws Exception {
        ChildJvm jvm = launch(List.of(), "FailsToInitialise");

        assertThat(jvm.output()).startsWith("Exception in thread \"main\" java.lang.ExceptionInInitializerError")
                .contains("Caused by: java.lang.NumberFormatException");
        assertThat(jvm.status()).isEqualTo(1);
    }

    @Test
    void platformThreadThatInheritedToBeADaemonKeepsTheJvm() throws Exception {
        ChildJvm jvm = launch(List.of(), "Server");

        assertThat(jvm.output().lines()).satisfiesExactly(
                line -> assertThat(line).startsWith("main has ended").contains("(acceptor)")
                        .endsWith("-Dstillpoint.launch.wait=false"),
                line -> assertThat(line).isEqualTo("served"));
        assertThat(jvm.status()).isZero();
    }

    @Test
    void platformThreadOfAnotherVirtualThreadKeepsTheJvmToo() throws Exception {
        ChildJvm jvm = launch(List.of(), "Server", "in a child");

        assertThat(jvm.output().lines()).endsWith("served");
        assertThat(jvm.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"setDaemon", "builder", "subclass", "helper", "pool", "lambdaPool", "helperOfHelper"})
    void threadThatWasMadeADaemonDoesNotKeepTheJvm(String way) throws Exception {
        ChildJvm jvm = launch(List.of(), "Daemons", way);

        assertThat(jvm.output()).isEmpty();
        assertThat(jvm.status()).isZero();
    }

    @Test
    void whereOneClassMakesBothKindsTheJvmWaits() throws Exception {
        ChildJvm jvm = launch(List.of(), "BothKinds");

        assertThat(jvm.output().lines()).contains("served");
        assertThat(jvm.status()).isEqualTo(3);
    }

    @Test
    void waitingForThoseIsTurnedOff() throws Exception {
        ChildJvm jvm = launch(List.of("-Dstillpoint.launch.wait=false"), "Server");

        assertThat(jvm.output()).isEmpty();
        assertThat(jvm.status()).isZero();
    }

    @Test
    void missingClassIsOneLine() throws Exception {
        assertThatItIsRefused(launch(List.of(), "Mising"), Launcher.NO_CLASS,
                "Class " + PROGRAMS + "Mising is not on the class path");
    }

    @Test
    void classWithoutMainIsOneLine() throws Exception {
        assertThatItIsRefused(launch(List.of(), "NoMain"), Launcher.UNUSABLE_MAIN,
                "Class " + PROGRAMS + "NoMain has no main method.");
    }

    @Test
    void missingArgumentIsOneLine() throws Exception {
        assertThatItIsRefused(ChildJvm.run(Launch.class, ChildJvm.OPENS), Launcher.USAGE,
                "No main class. Use: java ... dev.stillpoint.scheduler.Launch MainClass [args]");
    }

    @Test
    void badNumberOfCarriersIsOneLine() throws Exception {
        assertThatItIsRefused(launch(List.of("-Dstillpoint.carriers=two"), "Compact"), Launcher.USAGE,
                "-Dstillpoint.carriers must be a number from 1 to 4096, not \"two\"");
    }

    @Test
    void badAnswerWhetherToWaitIsOneLine() throws Exception {
        assertThatItIsRefused(launch(List.of("-Dstillpoint.launch.wait=no"), "Compact"), Launcher.USAGE,
                "-Dstillpoint.launch.wait must be true or false, not \"no\"");
    }

    @Test
    void missingFlagIsOneLine() throws Exception {
        assertThatItIsRefused(ChildJvm.run(Launch.class, List.of(PROGRAMS + "Compact")),
                Launcher.NO_SCHEDULER, "The carrier scheduler needs access to JDK internals. Start java with: "
                        + ChildJvm.OPENS);
    }

    private static void assertThatItIsRefused(ChildJvm jvm, int status, String message) {
        assertThat(jvm.output().lines()).singleElement().asString().startsWith("Error: " + message);
        assertThat(jvm.status()).isEqualTo(status);
    }

    private static ChildJvm launch(List<String> flags, String program, String... args) throws Exception {
        List<String> all = new ArrayList<>(flags);
        all.add(ChildJvm.OPENS);
        List<String> arguments = new ArrayList<>(List.of(PROGRAMS + program));
        arguments.addAll(List.of(args));
        return ChildJvm.run(Launch.class, arguments, all.toArray(String[]::new));
    }
}
