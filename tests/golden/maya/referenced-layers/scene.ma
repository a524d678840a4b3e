//Maya ASCII 2024 scene
//Name: scene.ma
//Last modified: Mon, Mar 04, 2024 10:12:30 AM
//Codeset: UTF-8
file -rdi 1 -ns "other" -rfn "otherRN" -op
		 "VERS|2024|UVER|undef|MADE|undef|CHNG|Mon, Mar 04, 2024 09:02:28 AM|ICON|undef|INFO|undef|OBJN|21|INCL|undef(|LUNI|cm|TUNI|film|AUNI|deg|"
		 -typ "mayaAscii" "assets/other.ma";
file -r -ns "other" -dr 1 -rfn "otherRN" -op
		 "VERS|2024|UVER|undef|MADE|undef|CHNG|Mon, Mar 04, 2024 09:02:28 AM|ICON|undef|INFO|undef|OBJN|21|INCL|undef(|LUNI|cm|TUNI|film|AUNI|deg|"
		 -typ "mayaAscii" "assets/other.ma";
requires maya "2024";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2024";
fileInfo "version" "2024";
createNode transform -s -n "persp";
	rename -uid "4B9CB8E2-4A1B-4B9C-9C3D-4B9CB8E24B9C";
	setAttr ".v" no;
createNode camera -s -n "perspShape" -p "persp";
	rename -uid "F9DB0605-4A1B-F9DB-9C3D-F9DB0605F9DB";
	setAttr -k off ".v" no;
	setAttr ".rnd" no;
	setAttr ".imn" -type "string" "persp";
createNode transform -s -n "top";
	rename -uid "C88EAA24-4A1B-C88E-9C3D-C88EAA24C88E";
	setAttr ".v" no;
createNode camera -s -n "topShape" -p "top";
	rename -uid "8BF66805-4A1B-8BF6-9C3D-8BF668058BF6";
	setAttr -k off ".v" no;
	setAttr ".rnd" no;
	setAttr ".imn" -type "string" "top";
createNode transform -s -n "front";
	rename -uid "850D2DC0-4A1B-850D-9C3D-850D2DC0850D";
	setAttr ".v" no;
createNode camera -s -n "frontShape" -p "front";
	rename -uid "83E81702-4A1B-83E8-9C3D-83E8170283E8";
	setAttr -k off ".v" no;
	setAttr ".rnd" no;
	setAttr ".imn" -type "string" "front";
createNode transform -s -n "side";
	rename -uid "64E5837F-4A1B-64E5-9C3D-64E5837F64E5";
	setAttr ".v" no;
createNode camera -s -n "sideShape" -p "side";
	rename -uid "DF23D640-4A1B-DF23-9C3D-DF23D640DF23";
	setAttr -k off ".v" no;
	setAttr ".rnd" no;
	setAttr ".imn" -type "string" "side";
createNode transform -n "shotCam";
	rename -uid "09328DB0-4A1B-0932-9C3D-09328DB00932";
	setAttr ".t" -type "double3" 28 21 28 ;
createNode camera -n "shotCamShape" -p "shotCam";
	rename -uid "8762E18B-4A1B-8762-9C3D-8762E18B8762";
	setAttr -k off ".v";
	setAttr ".fl" 34.999999999999993;
createNode reference -n "otherRN";
	rename -uid "7F552EE0-4A1B-7F55-9C3D-7F552EE07F55";
createNode renderSetup -n "renderSetup";
	rename -uid "8894D39D-4A1B-8894-9C3D-8894D39D8894";
createNode renderSetupLayer -n "mine";
	rename -uid "940092A5-4A1B-9400-9C3D-940092A59400";
	addAttr -ci true -sn "es" -ln "expandedState" -min 0 -max 1 -at "bool";
	setAttr ".es" yes;
createNode renderLayer -n "rs_mine";
	rename -uid "7DBB5D06-4A1B-7DBB-9C3D-7DBB5D067DBB";
	setAttr ".do" 1;
createNode renderLayerManager -n "renderLayerManager";
	rename -uid "527F5C62-4A1B-527F-9C3D-527F5C62527F";
createNode renderLayer -n "defaultRenderLayer";
	rename -uid "E9928CE9-4A1B-E992-9C3D-E9928CE9E992";
	setAttr ".g" yes;
	setAttr ".rndr" no;
select -ne :time1;
	setAttr -av -k on ".o" 1;
select -ne :defaultRenderGlobals;
	addAttr -ci true -h true -sn "dss" -ln "defaultSurfaceShader" -dt "string";
	setAttr ".an" yes;
	setAttr ".pff" yes;
	setAttr ".fs" 1;
	setAttr ".ef" 5;
	setAttr ".outf" 8;
	setAttr ".ifp" -type "string" "shot";
select -ne :defaultResolution;
	setAttr ".pa" 1;
	setAttr ".w" 1920;
	setAttr ".h" 1080;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
connectAttr "rs_mine.msg" "mine.lrl";
connectAttr "renderSetup.lit" "mine.pls";
connectAttr "renderLayerManager.rlmi[1]" "rs_mine.rlid";
// End of scene.ma
