// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.garbage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws what {@link BoundedGarbage} printed as lines over time, as an SVG file for light and for dark ground. The scale
 * is logarithmic: the lines lie far apart.
 *
 * <pre>{@code java -cp stress/target/stress.jar dev.stillpoint.stress.garbage.GarbageChart in.txt out.svg}</pre>
 *
 * <p>The file has several runs; before each stands a line with {@code #} and its name.
 */
public final class GarbageChart {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int RIGHT = 130;
    private static final int TOP = 40;
    private static final int BOTTOM = 40;
    private static final double LEAST_MB = 1;
    private static final double MOST_MB = 4096;
    private static final double BAR_MB = 64;
    private static final int COLOURS = 5;

    private static final String STYLE = """
            <style>
              text { font: 13px system-ui, sans-serif; fill: #1f2328; }
              .title { font-size: 16px; font-weight: 600; }
              .ground { fill: #ffffff; }
              .grid { stroke: #d1d9e0; } .bar { stroke: #cf222e; stroke-dasharray: 6 4; }
              polyline { fill: none; stroke-width: 2; }
              .line0 { stroke: #0969da; } .line1 { stroke: #1a7f37; } .line2 { stroke: #bf8700; }
              .line3 { stroke: #8250df; } .line4 { stroke: #57606a; }
              @media (prefers-color-scheme: dark) {
                text { fill: #e6edf3; } .ground { fill: #0d1117; } .grid { stroke: #3d444d; }
                .line0 { stroke: #4493f8; } .line1 { stroke: #3fb950; } .line2 { stroke: #d29922; }
                .line3 { stroke: #ab7df8; } .line4 { stroke: #9198a1; }
              }
            </style>
            """;

    private final StringBuilder svg = new StringBuilder();
    private int seconds = 1;

    private record Line(String name, List<Double> megabytes) {
    }

    private GarbageChart() {
    }

    /** Draws. */
    public static void main(String... args) throws IOException {
        Files.writeString(Path.of(args[1]), draw(Files.readString(Path.of(args[0]))));
    }

    /** The SVG file. */
    static String draw(String printed) {
        return new GarbageChart().draw(read(printed));
    }

    /** The second column of each row that begins with a second. */
    private static List<Line> read(String printed) {
        List<Line> lines = new ArrayList<>();
        for (String row : printed.lines().map(String::strip).toList()) {
            if (row.startsWith("# ")) {
                lines.add(new Line(row.substring(2), new ArrayList<>()));
            } else if (row.matches("\\d+ .*")) {
                lines.getLast().megabytes.add(Double.valueOf(row.split(" +", -1)[1]));
            }
        }
        return lines;
    }

    private String draw(List<Line> lines) {
        lines.forEach(line -> seconds = Math.max(seconds, line.megabytes.size()));
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">%n"
                .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT)).append(STYLE);
        svg.append("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
        text("title", LEFT, 24, "MB that wait behind ten stalled readers, by seconds");
        for (double megabytes = LEAST_MB; megabytes <= MOST_MB; megabytes *= 4) {
            rule("grid", megabytes);
            text("scale", 20, (int) y(megabytes) + 4, String.valueOf((int) megabytes));
        }
        rule("bar", BAR_MB);
        for (int second = 0; second <= seconds; second += 10) {
            text("scale", (int) x(second) - 6, HEIGHT - BOTTOM + 20, String.valueOf(second));
        }
        for (int i = 0; i < lines.size(); i++) {
            draw(lines.get(i), i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(Line line, int index) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < line.megabytes.size(); i++) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i + 1), y(line.megabytes.get(i))));
        }
        svg.append("<polyline class=\"line%d\" points=\"%s\"/>%n".formatted(index % COLOURS,
                points.toString().strip()));
        int at = TOP + 20 + 22 * index;
        svg.append("<polyline class=\"line%d\" points=\"%d,%d %d,%d\"/>%n".formatted(index % COLOURS,
                WIDTH - RIGHT + 8, at - 4, WIDTH - RIGHT + 28, at - 4));
        text("legend", WIDTH - RIGHT + 34, at, line.name);
    }

    private void rule(String style, double megabytes) {
        svg.append(String.format(Locale.ROOT, "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                style, LEFT, WIDTH - RIGHT, y(megabytes), y(megabytes)));
    }

    private void text(String style, int x, int y, String text) {
        svg.append("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(style, x, y, text));
    }

    private double x(double second) {
        return LEFT + second * (WIDTH - LEFT - RIGHT) / seconds;
    }

    private static double y(double megabytes) {
        double part = Math.log(Math.max(megabytes, LEAST_MB) / LEAST_MB) / Math.log(MOST_MB / LEAST_MB);
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
    }
}
