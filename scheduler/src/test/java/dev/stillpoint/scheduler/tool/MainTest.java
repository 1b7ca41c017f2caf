// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.ChildJvm;
import dev.stillpoint.scheduler.OtherJdk;
import dev.stillpoint.scheduler.fixture.SchedulerJar;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code java -jar stillpoint-scheduler.jar} says, in JVMs of its own. */
class MainTest {

    @TempDir
    private Path directory;

    // -- doctor

    @Test
    void doctorSaysThatTheFlagIsMissing() throws Exception {
        ChildJvm jvm = run(jar(), "doctor");

        assertThat(jvm.output().lines()).satisfiesExactly(
                line -> assertThat(line).matches("ok +JDK 25\\S* is supported"),
                line -> assertThat(line).startsWith("missing java.lang is closed to the scheduler. Start java with: "
                        + ChildJvm.OPENS),
                line -> assertThat(line).startsWith("note    native access is not enabled"),
                line -> assertThat(line).isEqualTo("The carrier scheduler does not run in this JVM; "
                        + "ScopedQsbr does, with every reader a visitor."));
        assertThat(jvm.status()).isEqualTo(Command.NO_SCHEDULER);
    }

    @Test
    void doctorRunsAThreadWhereNothingIsMissing() throws Exception {
        assertThatAllIsWell(run(jar(), "doctor", ChildJvm.OPENS, "--enable-native-access=ALL-UNNAMED"),
                "ok      native access is enabled, for memory of stillpoint-reclaim");
    }

    @Test
    void doctorIsSatisfiedWithTheAgent() throws Exception {
        Path jar = jar();

        assertThatAllIsWell(run(jar, "doctor", "-javaagent:" + jar), "note    native access is not enabled: ");
    }

    @Test
    void doctorNamesTheOtherJdk() throws Exception {
        ChildJvm jvm = run(SchedulerJar.in(directory, OtherJdk::seenBy), "doctor", ChildJvm.OPENS);

        assertThat(jvm.output().lines().findFirst()).hasValueSatisfying(
                line -> assertThat(line).startsWith("missing JDK 25: this is JDK "));
        assertThat(jvm.status()).isEqualTo(Command.NO_SCHEDULER);
    }

    @Test
    void doctorNamesTheModuleThatIsMissing() throws Exception {
        ChildJvm jvm = run(jar(), "doctor", ChildJvm.OPENS, "--limit-modules", "java.base,java.management");

        assertThat(jvm.output()).contains("missing This JVM lacks the module jdk.jfr", "jlink --add-modules")
                .endsWith("The carrier scheduler does not run in this JVM, and stillpoint-reclaim does not either."
                        + System.lineSeparator());
        assertThat(jvm.status()).isEqualTo(Command.NO_SCHEDULER);
    }

    @Test
    void doctorNamesAPollerModeThatTheJdkDoesNotKnow() throws Exception {
        ChildJvm jvm = run(jar(), "doctor", ChildJvm.OPENS, "-Djdk.pollerMode=3");

        assertThat(jvm.output()).contains("missing The JDK does not know -Djdk.pollerMode=3");
        assertThat(jvm.status()).isEqualTo(Command.NO_SCHEDULER);
    }

    @Test
    void doctorSaysThatPlatformThreadsWaitForSockets() throws Exception {
        ChildJvm jvm = run(jar(), "doctor", ChildJvm.OPENS, "-Djdk.pollerMode=system_threads");

        assertThat(jvm.output()).contains("note    carriers cannot wait for sockets themselves, the JDK's pollers do: "
                + "the JDK's pollers are platform threads");
        assertThat(jvm.status()).isEqualTo(Command.OK);
    }

    private static void assertThatAllIsWell(ChildJvm jvm, String nativeAccess) {
        assertThat(jvm.output().lines()).satisfiesExactly(
                line -> assertThat(line).matches("ok +JDK 25\\S* is supported"),
                line -> assertThat(line).isEqualTo("ok      java.lang is open to the scheduler"),
                line -> assertThat(line).startsWith("ok      the JDK's internals are where they were"),
                line -> assertThat(line).startsWith("ok      a virtual thread ran on a carrier: VirtualThread[#"),
                line -> assertThat(line).contains("wait for sockets themselves"),
                line -> assertThat(line).startsWith(nativeAccess),
                line -> assertThat(line).isEqualTo("The carrier scheduler runs in this JVM."));
        assertThat(jvm.status()).isEqualTo(Command.OK);
    }

    // -- flags

    @Test
    void flagsNamesTheJarOfTheAgentWhateverItIsCalled() throws Exception {
        Path jar = jar();

        ChildJvm jvm = run(jar, "flags");

        assertThat(jvm.output()).contains("java -javaagent:" + jar + " ...");
        assertThat(jvm.status()).isEqualTo(Command.OK);
    }

    @Test
    void onAnotherJdkThereIsNoFlagToName() throws Exception {
        ChildJvm jvm = run(SchedulerJar.in(directory, OtherJdk::seenBy), "flags");

        assertThat(jvm.output().lines()).singleElement().asString()
                .startsWith("The carrier scheduler works on JDK 25, and this is JDK 26: ");
        assertThat(jvm.status()).isEqualTo(Command.NO_SCHEDULER);
    }

    // -- neither

    @Test
    void aPathWithASpaceIsQuoted() throws Exception {
        Path jar = SchedulerJar.in(Files.createDirectory(directory.resolve("a b")));

        assertThat(run(jar, "flags").output()).contains("command line       java \"-javaagent:" + jar + "\" ...");
    }

    @Test
    void aWrongWordIsToldTheWords() throws Exception {
        ChildJvm jvm = run(jar(), "flag");

        assertThat(jvm.output().lines()).hasSizeLessThan(6).first().asString()
                .startsWith("Usage: java -jar stillpoint-scheduler.jar flags ");
        assertThat(jvm.status()).isEqualTo(Command.USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "doctor flags"})
    void whateverIsNoWordIsUsage(String words) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int status = Command.run(words.isEmpty() ? new String[0] : words.split(" "), System.out,
                new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Usage: ");
        assertThat(status).isEqualTo(Command.USAGE);
    }

    @Test
    void anOlderJavaIsToldWhatIsNeeded() throws Exception {
        ChildJvm jvm = run(SchedulerJar.tooNewIn(directory), "doctor");

        assertThat(jvm.output().lines()).singleElement().asString()
                .startsWith("The carrier scheduler needs JDK 25, and this is Java ");
        assertThat(jvm.status()).isEqualTo(Command.NO_SCHEDULER);
    }

    private Path jar() throws Exception {
        return SchedulerJar.in(directory);
    }

    private static ChildJvm run(Path jar, String word, String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(flags));
        command.addAll(List.of("-jar", jar.toString(), word));
        return ChildJvm.java(Map.of(), command);
    }
}
