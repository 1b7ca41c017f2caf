// SPDX-License-Identifier: Apache-2.0
/**
 * What programs do with threads works on carriers as it does on the JDK's own scheduler, and it does happen on
 * carriers.
 */
package dev.stillpoint.scheduler.compat;
