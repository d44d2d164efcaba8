@echo off
"%~dp0..\..\Anomaly Studio.exe" %*
