// SPDX-License-Identifier: Apache-2.0
/** The demo's command line. Each command is a package: one story, on real data or as a deterministic replay. */
@NullMarked
package dev.stillpoint.demo;

import org.jspecify.annotations.NullMarked;
