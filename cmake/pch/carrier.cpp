// SPDX-License-Identifier: Apache-2.0
// Carries the precompiled headers, which need a target of their own.
