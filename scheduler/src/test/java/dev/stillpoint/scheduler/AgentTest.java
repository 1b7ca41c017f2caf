// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.SchedulerJar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the agent no flag is needed, and without success it is one line and the program starts all the same. */
class AgentTest {

    private static final String[] ALL_WORKS = {"platform thread on null", "virtual thread on null",
            "supported: true", "create: CarrierScheduler", "create again: CarrierScheduler", "replay: ReplayScheduler",
            "still on null"};

    @TempDir
    private Path directory;

    /** The jar of the agent is the library, too: the JVM puts it on the class path. */
    @Test
    void theAgentIsAllThatIsNeeded() throws Exception {
        Path jar = SchedulerJar.in(directory);

        assertThat(program("-javaagent:" + jar)).isEqualTo(printed(ALL_WORKS));
    }

    @Test
    void withoutItTheFlagIsAskedFor() throws Exception {
        assertThat(ChildJvm.run(MissingFlags.class).output()).contains("create: The carrier scheduler needs access");
    }

    @Test
    void theAgentTwiceAndTheFlagDoNoHarm() throws Exception {
        Path jar = SchedulerJar.in(directory);

        assertThat(program(ChildJvm.OPENS, "-javaagent:" + jar, "-javaagent:" + jar + "=anything"))
                .isEqualTo(printed(ALL_WORKS));
    }

    @Test
    void anExecutableJarNamesTheAgent() throws Exception {
        Path jar = SchedulerJar.executable(directory.resolve("program.jar"), MissingFlags.class,
                Map.of("Launcher-Agent-Class", Agent.class.getName()));

        assertThat(ChildJvm.java("-jar", jar.toString())).isEqualTo(printed(ALL_WORKS));
    }

    @Test
    void copiesOfOtherClassLoadersAreOpenedToAsWithTheFlag() throws Exception {
        Path jar = SchedulerJar.in(directory);

        assertThat(ChildJvm.java("-javaagent:" + jar, "-cp", classPath(), OwnCopy.class.getName(), jar.toString()))
                .isEqualTo(printed("another class: true", "supported: true"));
    }

    @Test
    void onAnotherJdkItIsOneSentenceAndTheProgramStarts() throws Exception {
        Path jar = SchedulerJar.in(directory, OtherJdk::seenBy);

        ChildJvm jvm = program("-javaagent:" + jar);

        String sentence =
                "The carrier scheduler works on JDK 25, and this is JDK 26: run the program on JDK 25, or go on "
                        + "without the scheduler, with every reader of ScopedQsbr a visitor.";
        assertThat(jvm).isEqualTo(printed("Stillpoint's agent opened nothing. " + sentence, "platform thread on null",
                "virtual thread on null", "supported: false", "create: " + sentence, "create again: " + sentence,
                "replay: " + sentence,
                "still on null"));
    }

    @Test
    void anOlderJavaIsToldWhatIsNeededAndStartsTheProgram() throws Exception {
        Path jar = SchedulerJar.tooNewIn(directory);

        assertThat(ChildJvm.java("-javaagent:" + jar, "-cp", classPath(), Hello.class.getName()))
                .isEqualTo(printed("Stillpoint's agent opened nothing. The carrier scheduler needs JDK 25, and this is "
                        + "Java %s: start the program with the java command of a JDK 25."
                                .formatted(System.getProperty("java.version")),
                        "hello"));
    }

    /** A JVM without the class that opens: whatever goes wrong in the agent, it is one line. */
    @Test
    void whateverFailsInTheAgentTheProgramStarts() throws Exception {
        Path jar = SchedulerJar.in(directory,
                (name, content) -> name.endsWith("jdk/Opening.class") ? new byte[0] : content);

        ChildJvm jvm = ChildJvm.java("-javaagent:" + jar, "-cp", classPath(), Hello.class.getName());

        assertThat(jvm.status()).isZero();
        assertThat(jvm.output().lines()).satisfiesExactly(
                line -> assertThat(line).startsWith("Stillpoint's agent failed: java.lang.ClassFormatError"),
                line -> assertThat(line).isEqualTo("hello"));
    }

    /** An older java that starts a program with our launcher is told as well. */
    @Test
    void launchTellsAnOlderJavaWhatIsNeeded() throws Exception {
        Path jar = SchedulerJar.tooNewIn(directory);

        ChildJvm jvm = ChildJvm.java("-cp", jar.toString(), Launch.class.getName(), "Any");

        assertThat(jvm.output().lines()).singleElement().asString()
                .startsWith("Error: The carrier scheduler needs JDK 25, and this is Java ");
        assertThat(jvm.status()).isEqualTo(Launcher.NO_SCHEDULER);
    }

    /** Runs the program that tries everything, without the library but for the agent's. */
    private static ChildJvm program(String... flags) throws Exception {
        List<String> words = new ArrayList<>(List.of(flags));
        words.addAll(List.of("-cp", classPath(), MissingFlags.class.getName()));
        return ChildJvm.java(Map.of(), words);
    }

    /** Only the tests. */
    private static String classPath() throws Exception {
        return Path.of(AgentTest.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private static ChildJvm printed(String... lines) {
        return new ChildJvm(0, String.join(System.lineSeparator(), lines) + System.lineSeparator());
    }
}
