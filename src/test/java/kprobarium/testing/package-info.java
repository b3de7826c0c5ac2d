/// What tests share: the source tree, the format it is kept in, and the tools from outside that some checks need.
package kprobarium.testing;
