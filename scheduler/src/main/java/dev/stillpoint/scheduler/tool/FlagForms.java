// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.tool;

import dev.stillpoint.scheduler.jdk.LibraryPlace;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;

/** The flag as each tool wants it written, ready to be copied. */
final class FlagForms {

    /** By its name: the class is compiled after this one, for an older Java. */
    private static final String AGENT = "dev.stillpoint.scheduler.Agent";

    private FlagForms() {
    }

    static String text(int feature) {
        return """
                JDK %d needs one flag for the carrier scheduler. It opens java.lang to it. Take one of these lines.

                The libraries are on the class path, or in an executable jar:
                %s
                  manifest           Add-Opens: java.base/java.lang
                  or in it           Launcher-Agent-Class: %s

                The libraries are on the module path, or linked into an image as modules:
                %s

                A manifest is that of the executable jar. In place of the flag there is an agent, for both:
                  command line       java %s ...

                Not needed, but without it the JDK warns where stillpoint-reclaim first calls malloc, or refuses it
                if it was started with --illegal-native-access=deny:
                  class path         --enable-native-access=ALL-UNNAMED
                  module path        --enable-native-access=dev.stillpoint.reclaim
                  manifest           Enable-Native-Access: ALL-UNNAMED""".formatted(feature,
                forms(LibraryPlace.CLASS_PATH), AGENT, forms(LibraryPlace.MODULE_PATH), agentFlag());
    }

    /** Those that are the same but for the name of the library. */
    private static String forms(LibraryPlace place) {
        return """
                  command line       java %1$s ...
                  environment        JDK_JAVA_OPTIONS=%1$s
                  Docker             ENV JDK_JAVA_OPTIONS="%1$s"
                  Surefire           <argLine>%1$s</argLine>
                  Gradle, tests      tasks.withType<Test> { jvmArgs("%1$s") }
                  Gradle, run        application { applicationDefaultJvmArgs = listOf("%1$s") }
                  jlink              --add-options=%1$s""".indent(2).stripTrailing().formatted(place.flag());
    }

    /** As a shell takes it. */
    private static String agentFlag() {
        String flag = "-javaagent:" + jar();
        return flag.contains(" ") ? '"' + flag + '"' : flag;
    }

    /** The file that contains this class, whatever its name is. */
    private static String jar() {
        String unknown = "stillpoint-scheduler.jar";
        CodeSource source = FlagForms.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return unknown;
        }
        try {
            Path file = Path.of(source.getLocation().toURI());
            return file.toString().endsWith(".jar") ? file.toString() : unknown;
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return unknown; // in an image of jlink, or from somewhere that is no file
        }
    }
}
