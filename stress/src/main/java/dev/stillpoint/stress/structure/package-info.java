// SPDX-License-Identifier: Apache-2.0
/**
 * The picture of the packages in {@code docs/architecture.md}, drawn from class files:
 * {@link dev.stillpoint.stress.structure.PackagePicture} is the program.
 */
@NullMarked
package dev.stillpoint.stress.structure;

import org.jspecify.annotations.NullMarked;
