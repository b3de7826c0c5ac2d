/// Linux 6.18: the load-acquire, store-conditional-release and 128-bit forms of ll and sc are refused too (db740f5689e6).
package kprobarium.kernel.linux618;
