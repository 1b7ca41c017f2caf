// SPDX-License-Identifier: Apache-2.0
/**
 * What the harness plays: each operation of the libraries among readers. These classes are loaded once more together
 * with the libraries; the harness is not.
 */
@NullMarked
package dev.stillpoint.stress.faults.scene;

import org.jspecify.annotations.NullMarked;
