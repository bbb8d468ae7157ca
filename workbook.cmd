@echo off
rem Short for `dotnet test` and `dotnet run`; builds what has changed. On Linux and macOS: ./workbook.
setlocal
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
where /q dotnet || (echo The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0 1>&2 & exit /b 1)
if "%~1"=="test" goto test
if "%~1"=="setup" goto setup
dotnet run --project "%~dp0lib\Capsules.Workbook" -v quiet -- %*
exit /b %errorlevel%

:test
for /f "tokens=1,*" %%a in ("%*") do set rest=%%b
dotnet build "%~dp0Capsules.Notebooks.sln" -v quiet --tl:off || exit /b
dotnet test "%~dp0Capsules.Notebooks.sln" --no-build -m:1 -v quiet --tl:off --logger "console;verbosity=minimal" %rest%
exit /b %errorlevel%

:setup
set kernel=yes
for %%o in (%*) do (
  if not "%%~o"=="setup" if not "%%~o"=="--cuda" if not "%%~o"=="--cpu" if not "%%~o"=="--no-kernel" (
    echo setup takes --cuda or --cpu, a choice that is kept, and --no-kernel, not '%%~o' 1>&2
    exit /b 2
  )
  if "%%~o"=="--no-kernel" set kernel=
)
if not exist "%~dp0.workbook" mkdir "%~dp0.workbook"
for %%o in (%*) do (
  if "%%~o"=="--cuda" echo ^<Project^>^<PropertyGroup^>^<Cuda^>true^</Cuda^>^</PropertyGroup^>^</Project^>>"%~dp0.workbook\local.props"
  if "%%~o"=="--cpu" echo ^<Project^>^<PropertyGroup^>^<Cuda^>false^</Cuda^>^</PropertyGroup^>^</Project^>>"%~dp0.workbook\local.props"
)
dotnet build "%~dp0Capsules.Notebooks.sln" -v quiet --tl:off || exit /b
if defined kernel dotnet "%~dp0lib\Capsules.Workbook\bin\Capsules.Workbook.dll" kernel install
exit /b %errorlevel%
