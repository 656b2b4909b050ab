@echo off
rem SPDX-License-Identifier: MIT
rem Starts probeproof from this source tree; builds scenarios\target\probeproof.jar first when it is missing.
rem Unlike the launcher for other systems it does not compare dates: after a change, delete the jar or run
rem   mvn -DskipTests package
setlocal
set "HOME_DIR=%~dp0"
set "JAR=%HOME_DIR%scenarios\target\probeproof.jar"
set "STATE=%HOME_DIR%.probeproof"

set "JAVA=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" --version >nul 2>nul <nul
if errorlevel 1 (
    echo error: no usable java found: install a JDK 17 or newer, or set JAVA_HOME 1>&2
    exit /b 4
)

if not exist "%JAR%" call :build
if not exist "%JAR%" exit /b 4

set "TUNING=-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
if "%~1"=="serve" set "TUNING="
if "%~1"=="bench" set "TUNING="
"%JAVA%" %TUNING% -Xshare:auto --enable-native-access=ALL-UNNAMED -jar "%JAR%" %*
exit /b %ERRORLEVEL%

:build
where mvn >nul 2>nul
if errorlevel 1 (
    echo error: scenarios\target\probeproof.jar is not built and no mvn was found: install Maven 3.8.7 or newer 1>&2
    exit /b 4
)
if not exist "%STATE%" mkdir "%STATE%"
rem One build at a time: creating a directory succeeds for one of two processes only.
mkdir "%STATE%\build.lock" 2>nul
if errorlevel 1 (
    echo error: another build of this tree is running; if it is not, remove "%STATE%\build.lock" 1>&2
    exit /b 4
)
echo probeproof: first use, building 1>&2
pushd "%HOME_DIR%"
call mvn -q -B -DskipTests -Dspotless.check.skip -Dforbiddenapis.skip -Denforcer.skip "-Dprobeproof.jar=%JAR%.new" package -pl scenarios -am <nul >"%STATE%\build.log" 2>&1
set "RESULT=%ERRORLEVEL%"
popd
if "%RESULT%"=="0" move /y "%JAR%.new" "%JAR%" >nul
rmdir "%STATE%\build.lock"
if not "%RESULT%"=="0" (
    type "%STATE%\build.log" 1>&2
    echo error: the build failed; its output is above and in "%STATE%\build.log" 1>&2
)
exit /b %RESULT%
