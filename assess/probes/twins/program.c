/* SPDX-License-Identifier: Apache-2.0
   Built twice: hardened and not. Uses what the hardening shows by: a buffer on the stack, a function that can be checked. */
#include <stdio.h>
#include <string.h>

int main(int argc, char** argv) {
  char text[64];
  if (argc < 2 || strlen(argv[1]) >= sizeof text) return 1;
  memcpy(text, argv[1], strlen(argv[1]) + 1);
  return printf("%s\n", text) < 0;
}
