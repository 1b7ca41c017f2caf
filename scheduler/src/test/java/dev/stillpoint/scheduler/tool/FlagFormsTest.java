// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Agent;
import dev.stillpoint.scheduler.ChildJvm;
import dev.stillpoint.scheduler.SupportedOrNot;
import dev.stillpoint.scheduler.fixture.SchedulerJar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each line that is printed for the class path is used as it is printed, and then the program runs on a carrier. */
class FlagFormsTest {

    private static final String RUNS = "runs on a carrier: true" + System.lineSeparator();

    @TempDir
    private Path directory;

    @Test
    void theProgramDoesNotRunOnACarrierWithoutAnyOfThem() throws Exception {
        assertThat(ChildJvm.run(SupportedOrNot.class).output()).isEqualTo(
                "runs on a carrier: false" + System.lineSeparator());
    }

    @Test
    void commandLine() throws Exception {
        String line = form("command line");
        assertThat(line).startsWith("java ").endsWith(" ...");

        ChildJvm jvm = ChildJvm.run(SupportedOrNot.class, line.substring(5, line.length() - 4));

        assertThat(jvm.output()).isEqualTo(RUNS);
    }

    /** Docker sets the variable as a shell does. */
    @ParameterizedTest
    @ValueSource(strings = {"environment", "Docker"})
    void environment(String tool) throws Exception {
        String[] variable = form(tool).replaceFirst("^ENV ", "").split("=", 2);

        ChildJvm jvm = ChildJvm.java(Map.of(variable[0], variable[1].replace("\"", "")),
                List.of("-cp", System.getProperty("java.class.path"), SupportedOrNot.class.getName()));

        assertThat(jvm.output()).startsWith("NOTE: Picked up JDK_JAVA_OPTIONS").endsWith(RUNS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest", "or in it"})
    void manifest(String tool) throws Exception {
        String[] attribute = form(tool).split(": ", 2);

        Path jar = SchedulerJar.executable(directory.resolve("program.jar"), SupportedOrNot.class,
                Map.of(attribute[0], attribute[1]));

        assertThat(ChildJvm.java("-jar", jar.toString()).output()).isEqualTo(RUNS);
    }

    /** Those that other tools pass to a JVM contain the flag that was tried above. */
    @ParameterizedTest
    @ValueSource(strings = {"Surefire", "Gradle, tests", "Gradle, run", "jlink"})
    void otherTools(String tool) {
        assertThat(form(tool)).matches("(<argLine>|tasks.*|application.*|--add-options=)\"?" + ChildJvm.OPENS
                + "(</argLine>|\"\\).*)?");
    }

    @Test
    void modulesAreNamed() {
        List<String> forModules = new ArrayList<>(FlagForms.text(25).lines().toList());
        forModules.subList(0, forModules.indexOf("The libraries are on the module path, or linked into an image as "
                + "modules:")).clear();

        assertThat(forModules).filteredOn(line -> line.contains("java.lang")).hasSize(7)
                .allMatch(line -> line.contains("--add-opens=java.base/java.lang=dev.stillpoint.scheduler"));
    }

    @Test
    void theAgentIsThere() {
        assertThat(form("or in it")).endsWith(" " + Agent.class.getName());
    }

    /** What is printed for a tool, where the libraries are on the class path. */
    private static String form(String tool) {
        return FlagForms.text(25).lines().map(String::strip).filter(line -> line.startsWith(tool + "  "))
                .findFirst().orElseThrow().substring(tool.length()).strip();
    }
}
