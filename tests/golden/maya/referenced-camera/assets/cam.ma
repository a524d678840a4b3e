//Maya ASCII 2024 scene
//Name: cam.ma
//Last modified: Mon, Mar 04, 2024 10:12:30 AM
//Codeset: UTF-8
requires maya "2024";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2024";
fileInfo "version" "2024";
createNode transform -n "shotCam";
	rename -uid "09328DB0-4A1B-0932-9C3D-09328DB00932";
	setAttr ".t" -type "double3" 28 21 28 ;
createNode camera -n "shotCamShape" -p "shotCam";
	rename -uid "8762E18B-4A1B-8762-9C3D-8762E18B8762";
	setAttr -k off ".v";
	setAttr ".rnd" no;
	setAttr ".fl" 34.999999999999993;
// End of cam.ma
