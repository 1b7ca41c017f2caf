// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.pages;

import dev.stillpoint.stress.pages.Pages.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of a block, each in one line, without comments and variables. */
final class Commands {

    private static final Pattern VARIABLE = Pattern.compile("([A-Z]+)=(?:'([^']*)'|\"([^\"]*)\"|(\\S+))");
    private static final Pattern COMMENT = Pattern.compile("\\s+# .*$");
    private static final Pattern LOOP = Pattern.compile("for \\w+ in .*; do|done");

    private Commands() {
    }

    static List<String> of(Block block) {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> commands = new ArrayList<>();
        for (String line : block.text().replaceAll("\\\\\\n\\s*", "").lines().toList()) {
            String command = COMMENT.matcher(line).replaceAll("").strip();
            Matcher variable = VARIABLE.matcher(command);
            if (variable.matches()) {
                variables.put(variable.group(1),
                        command.substring(command.indexOf('=') + 1).replaceAll("^['\"]|['\"]$", ""));
            } else if (!command.isEmpty() && !LOOP.matcher(command).matches()) {
                if (block.language().equals("bash")) {
                    commands.add(withValues(command, variables));
                } else if (command.startsWith("$ ")) {
                    commands.add(command.substring(2));
                }
            }
        }
        return commands;
    }

    private static String withValues(String command, Map<String, String> variables) {
        String all = command;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            all = all.replace("$" + variable.getKey(), variable.getValue());
        }
        return all;
    }
}
